package dev.troupe.node.journal;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What one entity asked to store in one go, as rows. It is stored wholly or not at all, also when it consists of several atomic writes: Akka may then take a
 * failure for all of them, which is what it does.
 *
 * @param isBirth it is an entity's first event, stored without having looked whether the entity exists; that it does is then nothing out of the ordinary
 * @param ended told once, from a thread of the journal's: empty when it is stored, else why not, or why that is not known
 */
record PendingWrite(List<JournalRow> rows, long bytes, boolean isBirth, Consumer<Optional<Throwable>> ended) {
  PendingWrite(List<JournalRow> rows, boolean isBirth, Consumer<Optional<Throwable>> ended) {
    this(List.copyOf(rows), rows.stream().mapToLong(row -> row.payload().bytes().length).sum(), isBirth, ended);
  }

  void succeed() {
    ended.accept(Optional.empty());
  }

  void fail(Throwable cause) {
    ended.accept(Optional.of(cause));
  }

  /** For messages: {@code work|w-1 5..6}. */
  String name() {
    JournalRow first = rows.get(0);
    JournalRow last = rows.get(rows.size() - 1);
    return first.persistenceId() + " " + first.sequenceNumber() + ".." + last.sequenceNumber();
  }
}
