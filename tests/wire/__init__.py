"""Every operation's request and response, written out by hand.

The clients and the emulators are both made from the documents in `openapi/`, so they agree even where a document is
wrong. These rows do not read the documents: a wrong path, header or field there makes a row fail.

``okta``, ``forgerock``, ``agileapps``  the rows: a call, its request, a response, and what the call must return
``rows``                                what a row is, and how requests and results become comparable
``test_wire``                           the runner
"""
