"""The wire layer: real clients and sandbox servers joined in process, every byte as on the wire, no sockets."""
