package dev.troupe.node.work;

import dev.troupe.node.journal.EntityJournal;
import dev.troupe.protocol.LeaseToken;
import dev.troupe.protocol.WorkCommand;
import java.util.Optional;

/** What a work item says to itself. */
sealed interface WorkMessages extends WorkCommand.Internal {

  /**
   * The clock of the lease with this token ran out; a stale one is recognised by its token, or by its clock.
   *
   * @param clock which start of the lease's clock this ends: the word may have waited while a renewal was being stored, and is old then
   */
  record LeaseTimeUp(LeaseToken token, long clock) implements WorkMessages {}

  record DueTimeReached() implements WorkMessages {}

  /** What it waits for could not be asked; the next {@link WorkCommand.Wake} asks again. */
  record DependencyUnknown() implements WorkMessages {}

  /** Nobody had anything to say for a while. */
  record Idle() implements WorkMessages {}

  /** What is stored of it has been read, or could not be. */
  record Read(Optional<EntityJournal.Past> past, Optional<Throwable> failure) implements WorkMessages {}

  /** The pause after a failure of the journal is over. */
  record ReadAgain() implements WorkMessages {}

  /** The event under way is stored, or is not, or nobody knows. */
  record Stored(Optional<Throwable> failure) implements WorkMessages {}

  /** Hand over or passivate: stop. */
  record Stop() implements WorkMessages {}
}
