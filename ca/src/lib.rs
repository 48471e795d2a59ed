//! The certificate authority of the FOC S1SPKI: requests in, recorded certificates out.
