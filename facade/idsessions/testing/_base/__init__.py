"""What the three emulators share. It knows no provider.

``emulator``    the base class: what a test calls, the hooks of a provider, and the way of one request
``messages``    a request as an emulator sees it, and the response it gives
``exchange``    how one request ends, and what a server needs of an emulator
``routes``      method, path and query -> operation
``check``       request and operation -> violations; ``schemas`` validates values, ``violations`` keeps the findings
``faults``      what a test wants to go wrong
``in_process``  the way in without a socket: an httpx transport
``serve``       the way in over TCP: an ASGI application and a server
``jose``        keys and signed tokens
"""
