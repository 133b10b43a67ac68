"""The path of one call, from a client's method to the provider and back.

A method such as `OktaSessions.get_session` makes a `Call` and gives it to the generated function of that operation as its
client. Then, in this order:

1.  ``call.py``        `Call.result` starts the deadline, awaits the generated function, and reports the call at its end.
2.  (generated)        The function writes path, query and body, and calls `Call.request`.
3.  ``messages.py``    The request is written: the credential is checked against the description, headers and body are
                       encoded, an XML body by `idsessions._xml`. What cannot be sent is a `UsageError` here.
4.  ``sender.py``      The credential gives its headers, the call waits for a slot in `idsessions._rate_limit`, and each
                       attempt is signed and sent. A refused credential is renewed once.
5.  (transport)        One request and one response, by `idsessions._transport`: over httpx, unless the caller has chosen
                       another. The body is read within bounds.
6.  ``messages.py``    The body is decoded, from JSON or XML.
7.  (the provider)     Its rules (``okta/_rules.py``) say which error the response is, if it is one; what its code leaves
                       open, ``statuses.py`` answers, and ``page.py`` describes what is no answer of the provider.
8.  (generated)        The parser validates the body as it reads it, and returns the entity.

What an operation needs is in ``operations.py``, what differs between providers in ``provider.py``, what a caller can set in
``options.py``; ``telemetry.py`` is for what watches calls, from the moment that a request is written to the report of
its end. ``client.py`` is the base of the three clients. This package knows no provider.
"""
