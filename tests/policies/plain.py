"""The grounds once more, in plain Python and written apart from the rules: an oracle to compare the engine with.

It exists for tests and measurements only; nothing is ever released on its word.
"""

from policies.release import ConsentFacts, Ground, ReleaseFacts

_ANSWERED = {"ACTIVE", "PAUSED", "REVOKED", "EXPIRED", "EXHAUSTED", "TERMINATED", "INVALIDATED"}


def grounds(facts: ReleaseFacts) -> set[Ground]:
    """Every ground that holds; none means: permitted."""
    found = _about_the_ask(facts) | _about_the_record(facts) | _about_the_people(facts)
    if facts.consent is None or not _is_theirs(facts, facts.consent):
        return found | {Ground.NO_CONSENT}
    return found | _about_the_consent(facts, facts.consent)


def _is_theirs(facts: ReleaseFacts, consent: ConsentFacts) -> bool:
    if consent.service != facts.service.id or consent.citizen != facts.citizen.id:
        return False
    if consent.dossier != facts.ask.dossier:
        return False
    return consent.state in _ANSWERED


def _about_the_consent(facts: ReleaseFacts, consent: ConsentFacts) -> set[Ground]:
    ask, record = facts.ask, facts.record
    stale = {name for name in ask.attributes if name in record.stale_attributes and name not in consent.confirmed}
    sensitive = any(name in facts.sensitive for name in ask.attributes) or (ask.document and facts.sensitive_document)
    refused = ask.attributes & facts.refused or (ask.document and facts.refused_document)
    ungranted = ask.attributes - consent.attributes or (ask.document and record.type not in consent.documents)
    return {
        ground
        for ground, holds in {
            Ground.CONSENT_NOT_YET_VALID: consent.valid_from is None or facts.now < consent.valid_from,
            Ground.CONSENT_PAUSED: consent.state == "PAUSED",
            Ground.CONSENT_REVOKED: consent.state in ("REVOKED", "INVALIDATED"),
            Ground.CONSENT_EXPIRED: consent.state in ("EXPIRED", "TERMINATED") or facts.now >= consent.valid_until,
            Ground.CONSENT_EXHAUSTED: consent.state == "EXHAUSTED" or consent.uses >= consent.max_uses,
            Ground.CONSENT_USED_TOO_SOON: consent.next_use is not None and facts.now < consent.next_use,
            Ground.CITIZEN_REFUSES: bool(refused) and not ask.statutory_basis,
            Ground.PROCESSING_RESTRICTED: (record.restricted or facts.citizen.restricted) and not ask.statutory_basis,
            Ground.CITIZEN_OBJECTS: facts.citizen.objects and consent.standing and not ask.statutory_basis,
            Ground.PURPOSE_MISMATCH: (ask.purpose, ask.procedure) != (consent.purpose, consent.procedure),
            Ground.ATTRIBUTE_NOT_GRANTED: bool(ungranted),
            Ground.SENSITIVE_NEEDS_EXPLICIT: consent.standing and sensitive,
            Ground.RECORD_STALE: bool(stale),
            Ground.ASSURANCE_TOO_LOW: record.assurance < consent.min_assurance,
        }.items()
        if holds
    }


def _about_the_ask(facts: ReleaseFacts) -> set[Ground]:
    ask, service = facts.ask, facts.service
    found = set()
    if not service.active or ask.procedure not in service.procedures:
        found.add(Ground.SERVICE_NOT_REGISTERED)
    needless = ask.attributes - facts.template.attributes
    if needless or (ask.document and facts.record.type not in facts.template.documents):
        found.add(Ground.OVER_ASKING)
    if service.overdue_disposal and facts.consent is not None and facts.consent.standing:
        found.add(Ground.OVERDUE_DISPOSAL)
    return found


def _about_the_record(facts: ReleaseFacts) -> set[Ground]:
    found = set()
    if facts.record.status != "active":
        found.add(Ground.RECORD_REVOKED)
    bound = facts.record.bound_procedure
    if bound is not None and (facts.record.expired or bound != facts.ask.procedure):
        found.add(Ground.PURPOSE_BOUND_DOCUMENT)
    return found


def _about_the_people(facts: ReleaseFacts) -> set[Ground]:
    found = set()
    if facts.citizen.erased:
        found.add(Ground.ERASED)
    if facts.citizen.guardian_required:
        found.add(Ground.GUARDIAN_REQUIRED)
    return found
