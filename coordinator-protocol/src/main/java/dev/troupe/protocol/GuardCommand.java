package dev.troupe.protocol;

import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import java.util.Optional;

/** What the guard can be told: the one entity that writes refused callers down for the audit trail. Nothing is answered. */
public sealed interface GuardCommand {
  EntityTypeKey<GuardCommand> TYPE_KEY = EntityTypeKey.create(GuardCommand.class, "guard");

  /** There is one. */
  String ID = "auth";

  /** Said by the entity to itself; implemented beside the actor. */
  non-sealed interface Internal extends GuardCommand {}

  /**
   * A caller presented something wrong; said at most once a minute for each address, so there may have been more.
   *
   * @param address of the remote side, or its network; at most {@value #MAX_ADDRESS_LENGTH} characters
   * @param presented the id of the key it claimed to hold, when it was of that shape
   */
  record NoteRefused(String address, Optional<KeyId> presented) implements GuardCommand {
    public static final int MAX_ADDRESS_LENGTH = 100;

    public NoteRefused {
      Names.requireText("an address", address, MAX_ADDRESS_LENGTH);
    }
  }
}
