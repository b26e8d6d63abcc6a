"""The guided play of the whole product: the real engine as a process, every promise proved from outside."""
