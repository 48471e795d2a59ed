//! From the bytes of a file to the objects in it: PEM, DER or bare base64.
