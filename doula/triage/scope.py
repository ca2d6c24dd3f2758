"""Tell a report of here and now from what is denied, past, supposed, asked in general or somebody else's."""

from __future__ import annotations

from collections.abc import Sequence

from doula.triage.scene import Mention, Scene

COUNTS, DOUBTFUL, DROPPED = 0, 1, 2
_REACH = 12
_CLOSE = 7


def weigh(mention: Mention, counts_even: frozenset[str]) -> int:
    """Say whether a mention counts, is doubtful or is dropped; `counts_even` lists exceptions."""
    settled = _settled(mention, "well" if "settled" in counts_even else "settled")
    past = COUNTS if "past" in counts_even else _past(mention)
    whose = _elsewhere(mention, of_the_baby="of the baby" in counts_even)
    return max(_denied(mention), _supposed(mention), settled, past, whose)


def _denied(mention: Mention) -> int:
    if _answered_no(mention):
        return DROPPED
    told = (first for first, _ in mention.matched if not _subject(mention.scene, first))
    return max((_denied_before(mention, first) for first in told), default=COUNTS)


def _answered_no(mention: Mention) -> bool:
    """Hear "bleeding: no" and "any bleeding? no"."""
    scene, after = mention.scene, mention.last + 1
    if after in scene.at("denials") and not scene.same_clause(mention.last, after) and _ends(scene, after):
        return True
    if scene.sentence.mark != "?" or mention.number + 1 == len(mention.scenes):
        return False
    answer = mention.scenes[mention.number + 1]
    return 0 in answer.at("denials") and _ends(answer, 0)


def _ends(scene: Scene, at: int) -> bool:
    return at + 1 == len(scene.sentence.words) or not scene.same_clause(at, at + 1)


def _denied_before(mention: Mention, first: int) -> int:
    scene, weight, crossed = mention.scene, DROPPED, False
    for at in range(first - 1, max(-1, first - _REACH), -1):
        if mention.holds(at):
            continue
        crossed = crossed or not scene.same_clause(at, first)
        if at in scene.at("negators"):
            return _strength_of_denial(mention, at, weight, crossed)
        if at in scene.at("degrees") or scene.sentence.words[at] == "and":
            weight = DOUBTFUL
        elif not _bridge(scene, at):
            return COUNTS
    return COUNTS


def _bridge(scene: Scene, at: int) -> bool:
    if any(at in scene.at(cue) for cue in ("own", "contrasts", "breaks")):
        return False
    passed = at in scene.at("bridges") or at in scene.at("lists")
    return passed or (scene.symptom_at(at) and not _subject(scene, at))


def _subject(scene: Scene, at: int) -> bool:
    return at in scene.at("she") and at not in scene.at("bridges")


def _strength_of_denial(mention: Mention, negator: int, weight: int, crossed: bool) -> int:
    scene = mention.scene
    if scene.sentence.words[negator] == "never" and mention.around("as_never", 0, _CLOSE):
        return COUNTS
    if scene.sentence.words[negator] == "never" and mention.around("before", 0, _CLOSE):
        return DOUBTFUL
    listed = scene.at("lists")
    if crossed and not any(at in listed for at in range(negator + 1, mention.last + _CLOSE)):
        return DOUBTFUL
    if any(scene.same_clause(mention.last, at) for at in mention.around("degrees", 0, 2)):
        return DOUBTFUL
    return weight


def _past(mention: Mention) -> int:
    if _now(mention):
        return COUNTS
    told = [at for at in mention.around("long_past", _REACH, _REACH) if _joined(mention, at)]
    if told:
        return DOUBTFUL if all(_afterthought(mention, at) for at in told) else DROPPED
    maybe = [at for at in mention.around("maybe_past", _REACH, _REACH) if _joined(mention, at)]
    beside = (_dates_birth(mention.scene, at) or _afterthought(mention, at) for at in maybe)
    return COUNTS if all(beside) else DOUBTFUL


def _afterthought(mention: Mention, past: int) -> bool:
    """Hear "I have a headache, I had none with my first" as a headache of now."""
    return past > mention.last and not mention.scene.same_clause(mention.last, past)


def _dates_birth(scene: Scene, past: int) -> bool:
    """Hear "I gave birth two weeks ago" as the date of the birth, not of what she feels."""
    return any(at in scene.at("birth") for at in range(past - 5, past))


def _now(mention: Mention) -> bool:
    return any(mention.scene.same_clause(at, mention.first) for at in mention.around("now", _CLOSE, _CLOSE))


def _joined(mention: Mention, cue: int) -> bool:
    between = range(cue, mention.first) if cue < mention.first else range(mention.last + 1, cue)
    breaks = mention.scene.at("contrasts") | mention.scene.at("now")
    return not any(at in breaks for at in between)


def _settled(mention: Mention, cue: str) -> int:
    """Hear that it is over: close by, or wherever it goes on if nothing says that it is so now."""
    scene = mention.scene
    if _settled_in(scene, mention.around(cue, 0, _REACH), mention.first):
        return DOUBTFUL
    if _now(mention):
        return COUNTS
    told = _settled_in(scene, scene.at("cleared"), mention.first)
    following = mention.scenes[mention.number + 1 :]
    return (
        DOUBTFUL if told or any(_settled_in(each, each.at("cleared"), -1) for each in following) else COUNTS
    )


def _settled_in(scene: Scene, told: frozenset[int], after: int) -> bool:
    first_words = (at for at in told if at > after and at - 1 not in told)
    return any(not {at - 1, at - 2} & scene.at("negators") for at in first_words)


def _supposed(mention: Mention) -> int:
    scene = mention.scene
    if any(not _hers(scene, *sorted((at, mention.last))) for at in mention.around("curious", _REACH, _CLOSE)):
        return DROPPED
    near = mention.around("supposed", _CLOSE, 0)
    supposed = [at for at in near if at < mention.first or scene.sentence.words[at] == "would"]
    if any(scene.same_clause(at, mention.first) for at in supposed):
        return DOUBTFUL
    if not _asked_in_general(mention):
        return COUNTS
    return DROPPED if _studied(mention) else DOUBTFUL


def _studied(mention: Mention) -> bool:
    """Hear "what causes cholestasis" as a question about an illness that nobody here tells of."""
    illness = mention.scene.at("illnesses")
    named = all(at in illness for first, last in mention.matched for at in range(first, last + 1))
    return named and bool(mention.around("studied", _REACH, _CLOSE))


def _asked_in_general(mention: Mention) -> bool:
    scene = mention.scene
    if mention.first - 1 in scene.at("pointing"):
        return False
    start = next((at for at in range(mention.last) if at not in scene.at("greetings")), 0)
    asked = {at for at in mention.around("general", _CLOSE, 2) if scene.same_clause(at, mention.first)}
    if start in scene.at("openers") and mention.first - start < 2 * _REACH:
        asked.add(start)
    return any(not _hers(scene, at, mention.last) for at in asked) and not mention.around(
        "week", _REACH, _REACH
    )


def _hers(scene: Scene, first: int, last: int) -> bool:
    return any(first <= at <= last for at in scene.at("own"))


def _elsewhere(mention: Mention, *, of_the_baby: bool) -> int:
    """Drop what a dog, a toddler or a relative who is not pregnant has."""
    scene = mention.scene
    if any(_herself(scene, at) for at in range(mention.first, mention.last + 1)):
        return COUNTS
    for at in sorted(scene.at("she")):
        if mention.holds(at):
            return _spoken_of(mention, at, of_the_baby=of_the_baby)
    for at in range(mention.first - 1, max(-1, mention.first - _REACH), -1):
        if not scene.same_clause(at, mention.first):
            return COUNTS
        if _herself(scene, at):
            return COUNTS
        if _is_subject(mention, at, of_the_baby):
            return _told_of(scene, at, mention.pregnant)
        if at in scene.at("she"):
            return _spoken_of(mention, at, of_the_baby=of_the_baby)
    return COUNTS


def _herself(scene: Scene, at: int) -> bool:
    """Tell "my leg" from "my brother" and "my toddler"."""
    return at in scene.at("own") and not (_other(scene, at + 1) or at + 1 in scene.at("children"))


def _other(scene: Scene, at: int) -> bool:
    return at in scene.at("others") or at in scene.at("animals")


def _is_subject(mention: Mention, at: int, of_the_baby: bool) -> bool:
    scene = mention.scene
    child = at in scene.at("children") and not of_the_baby
    if mention.holds(at) or not (_other(scene, at) or child):
        return False
    follows = at + 1 in scene.at("verbs") and at + 2 not in scene.at("pregnancy")
    touches = _other(scene, at) and mention.first - at <= 2
    told = bool({at + 1, at + 2} & scene.at("reporting"))
    return (follows or touches) and not told and not {at - 1, at - 2} & scene.at("beside")


def _told_of(scene: Scene, person: int, pregnant: frozenset[str]) -> int:
    if scene.sentence.words[person] in pregnant:
        return COUNTS
    return DOUBTFUL if person in scene.at("women") else DROPPED


def pregnant_others(scenes: Sequence[Scene]) -> frozenset[str]:
    """Give the words for those besides the mother of whom a text says that they are pregnant."""
    named, pregnant = "", set()
    for scene in scenes:
        others, she = scene.at("others") - scene.at("men"), scene.at("she")
        for at in sorted(others | she):
            named = scene.sentence.words[at] if at in others else named
            if named and _said_pregnant(scene, at):
                pregnant.add(named)
    return frozenset(pregnant)


def _said_pregnant(scene: Scene, person: int) -> bool:
    near = range(person - 3, person + _CLOSE + 1)
    return any(
        at in scene.at("pregnancy") and not _hers(scene, person + 1 if at > person else at - 2, at)
        for at in near
    )


def _spoken_of(mention: Mention, pronoun: int, *, of_the_baby: bool) -> int:
    """Find whom `she` or `he` means: the baby, or the person or animal named last before."""
    no_man = pronoun in mention.scene.at("feminine")
    for scene in reversed(mention.scenes[max(0, mention.number - 4) : mention.number + 1]):
        limit = mention.first if scene is mention.scene else len(scene.sentence.words)
        people = frozenset() if of_the_baby else scene.at("others") - (scene.at("men") if no_man else set())
        named = [at for at in people | scene.at("animals") if at < limit]
        if named:
            return _told_of(scene, max(named), mention.pregnant)
        if scene is not mention.scene and scene.at("own") and not scene.at("she"):
            break
    return DOUBTFUL if any(scene.at("animals") for scene in mention.scenes[: mention.number]) else COUNTS
