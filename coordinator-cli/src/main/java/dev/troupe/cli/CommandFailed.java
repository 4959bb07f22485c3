package dev.troupe.cli;

/** A command could not do what it was asked for. The message says what is wrong and what to do, and is all a person sees. */
public final class CommandFailed extends RuntimeException {

  public CommandFailed(String message) {
    super(message);
  }

  public CommandFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
