package dev.troupe.protocol;

/** What a key's entity answers. */
public sealed interface KeyReply {

  /** @param repeated the key was made by an earlier copy of this request, with another secret, which was told then and cannot be told again */
  record Accepted(KeyView key, boolean repeated) implements KeyReply {}

  record Refused(Refusal refusal) implements KeyReply {}
}
