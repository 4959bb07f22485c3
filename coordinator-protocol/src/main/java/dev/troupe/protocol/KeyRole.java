package dev.troupe.protocol;

/** What a caller may do; the gateway's table of permissions says it call by call. */
public enum KeyRole {
  /** Work, and the records of the agents it is bound to, in the name of those agents alone. */
  AGENT,
  /** Every read but those of keys. */
  VIEWER,
  /** Everything but keys. */
  OPERATOR,
  /** Everything. */
  ADMIN
}
