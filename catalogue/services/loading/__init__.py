"""Reading a catalogue from files (docs/formats.md): untrusted text in, published sheets out."""
