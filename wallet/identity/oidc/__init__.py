"""Signing in with an identity provider: OpenID Connect Core 1.0, authorization code flow with PKCE (RFC 7636).

    GET /vao/nguoi-dan  ->  the provider's page  ->  GET /vao/nguoi-dan/xong?code&state&iss  ->  session

`attempt` makes what binds the answer to the browser that asked, `provider` talks to the provider, `tokens` decides
whether to believe its ID token, `entering` opens the session of the person whom it names.
"""
