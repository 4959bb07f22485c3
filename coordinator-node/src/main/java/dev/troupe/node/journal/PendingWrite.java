package dev.troupe.node.journal;

import java.util.List;
import java.util.function.Consumer;
import scala.collection.immutable.Seq;
import scala.concurrent.Promise;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * What one entity asked to store in one go, as rows, and the promise of an answer. It is stored wholly or not at all, also when it consists
 * of several atomic writes: Akka may then take a failure for all of them, which is what it does.
 *
 * @param answer what to say once the rows are stored: which atomic writes were rejected before, or empty if none was
 * @param ended told the entity's persistence id before the answer is given
 */
record PendingWrite(List<JournalRow> rows, long bytes, Seq<Try<BoxedUnit>> answer, Promise<Seq<Try<BoxedUnit>>> promise, Consumer<String> ended) {
  PendingWrite(List<JournalRow> rows, Seq<Try<BoxedUnit>> answer, Promise<Seq<Try<BoxedUnit>>> promise, Consumer<String> ended) {
    this(List.copyOf(rows), rows.stream().mapToLong(row -> row.payload().bytes().length).sum(), answer, promise, ended);
  }

  void succeed() {
    ended.accept(rows.get(0).persistenceId());
    promise.trySuccess(answer);
  }

  void fail(Throwable cause) {
    ended.accept(rows.get(0).persistenceId());
    promise.tryFailure(cause);
  }

  /** For messages: {@code work|w-1 5..6}. */
  String name() {
    JournalRow first = rows.get(0);
    JournalRow last = rows.get(rows.size() - 1);
    return first.persistenceId() + " " + first.sequenceNumber() + ".." + last.sequenceNumber();
  }
}
