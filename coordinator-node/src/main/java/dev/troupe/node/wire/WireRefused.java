package dev.troupe.node.wire;

/** A message that cannot be sent to another node as it is: a bug in this version, never the sender's data or the network. */
public final class WireRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WireRefused(String message) {
    super(message);
  }

  WireRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
