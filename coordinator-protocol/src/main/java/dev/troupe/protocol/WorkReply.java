package dev.troupe.protocol;

/** What a work item answers to whoever asked it. */
public sealed interface WorkReply {

  /**
   * Done, and stored.
   *
   * @param repeated nothing was stored this time: it had been done before by the same request
   */
  record Accepted(WorkView work, boolean repeated) implements WorkReply {}

  record Refused(Refusal refusal) implements WorkReply {}
}
