"""Which routes a delegate may use, and for what. A route that is not named here is for the owner alone."""

from collections.abc import Mapping

from wallet.identity.acting.scope import Doing

_DOORS = {
    Doing.LOOK: """
        GET /
        GET /giay-to
        POST /giay-to
        GET /giay-to/{record_id}
        GET /giay-to/{record_id}/anh
        GET /giay-to/{record_id}/tep
        GET /v1/me/records
        POST /v1/me/records/search
        GET /v1/me/records/{record_id}
        GET /v1/me/records/{record_id}/document
        GET /v1/me/records/{record_id}/preview
    """,
    Doing.ADD: """
        GET /them-giay
        POST /them-giay
        GET /giay-to/{record_id}/chep
        POST /giay-to/{record_id}/chep
        POST /v1/me/records
        GET /v1/me/uploads
        POST /v1/me/uploads
        POST /v1/me/uploads/search
        GET /v1/me/uploads/{upload_id}
        PATCH /v1/me/uploads/{upload_id}
        DELETE /v1/me/uploads/{upload_id}
        GET /giay-to/{record_id}/dia-chi
        POST /giay-to/{record_id}/dia-chi
        GET /v1/me/records/{record_id}/addresses
        POST /v1/me/records/{record_id}/addresses
        POST /v1/me/places
        POST /v1/me/suggestions
        GET /v1/me/records/{record_id}/suggestions
        PUT /v1/me/records/{record_id}/values
    """,
    Doing.ANSWER: """
        GET /oauth/authorize
        GET /cau-hoi/{consent_id}
        POST /cau-hoi/{consent_id}
        GET /cau-hoi/{consent_id}/xong
        GET /cau-hoi/{consent_id}/tro-lai
        GET /da-cho-phep
        GET /da-cho-phep/{consent_id}
        GET /da-cho-phep/{consent_id}/bien-nhan
        GET /da-cho-phep/{consent_id}/ngung
        POST /da-cho-phep/{consent_id}/ngung
        POST /da-cho-phep/{consent_id}/tam-ngung
        POST /da-cho-phep/{consent_id}/cho-xem-lai
        GET /v1/me/consents
        GET /v1/me/consents/{consent_id}
        GET /v1/me/consents/{consent_id}/artefact
        GET /v1/me/consents/{consent_id}/authorization-details
        GET /v1/me/consents/{consent_id}/receipt
        POST /v1/me/consents/{consent_id}/answer
        POST /v1/me/consents/{consent_id}/defer
        POST /v1/me/consents/{consent_id}/pause
        POST /v1/me/consents/{consent_id}/resume
        POST /v1/me/consents/{consent_id}/revoke
    """,
    Doing.FILL: """
        GET /ho-so/{dossier_id}
        GET /v1/me/dossiers/{dossier_id}/coverage
    """,
    Doing.CORRECT: """
        GET /giay-to/{record_id}/sua
        POST /giay-to/{record_id}/sua
        GET /xin-sua
        GET /xin-sua/{correction_id}
        POST /xin-sua/{correction_id}/rut
        GET /ai-lam-thay/xin
        POST /ai-lam-thay/xin/{claim_id}/phan-doi
        GET /v1/mandates/claims
        POST /v1/mandates/claims/{claim_id}/object
        GET /quyen-cua-toi
        POST /quyen-cua-toi
        POST /quyen-cua-toi/{request_id}/rut
        GET /v1/me/requests
        POST /v1/me/requests
        GET /v1/me/requests/{request_id}
        POST /v1/me/requests/{request_id}/withdraw
        GET /v1/me/corrections
        POST /v1/me/corrections
        GET /v1/me/corrections/{correction_id}
        POST /v1/me/corrections/{correction_id}/withdraw
    """,
    Doing.LOG: """
        GET /ai-da-xem
        GET /v1/me/access-log
        GET /v1/me/disposals
        GET /v1/me/disposals/{disposal_id}/receipt
    """,
    Doing.DELETE: """
        GET /giay-to/{record_id}/xoa
        POST /giay-to/{record_id}/xoa
        DELETE /v1/me/records/{record_id}
    """,
}

DOORS: Mapping[str, Doing] = {
    route.strip(): doing for doing, routes in _DOORS.items() for route in routes.strip().splitlines()
}
