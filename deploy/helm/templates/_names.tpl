{{- define "doula.selector" -}}
app.kubernetes.io/name: doula
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "doula.labels" -}}
{{ include "doula.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}
