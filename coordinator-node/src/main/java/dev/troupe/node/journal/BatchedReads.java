package dev.troupe.node.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Reads by key that are asked together: while some questions are under way what else comes waits, and goes with the next as one. So a lone read
 * waits for no one, and a crowd costs the database few statements. An answer is never older than the moment its read was asked for.
 *
 * @param <V> what is found; null where there is nothing
 */
public final class BatchedReads<K, V> {
  private final int atOnce;
  private final int most;
  private final int capacity;
  private final Function<List<K>, CompletionStage<Map<K, V>>> question;
  private final ArrayDeque<Waiting<K, V>> waiting = new ArrayDeque<>();
  private int underWay;

  private record Waiting<K, V>(K key, CompletableFuture<V> answer) {}

  /**
   * @param atOnce questions under way, at most
   * @param most keys in one question
   * @param capacity reads that may wait; a further one fails with {@link TooManyReads}
   * @param question finds what there is for some keys, no two the same; a failure fails each read in it
   */
  public BatchedReads(int atOnce, int most, int capacity, Function<List<K>, CompletionStage<Map<K, V>>> question) {
    this.atOnce = atOnce;
    this.most = most;
    this.capacity = capacity;
    this.question = question;
  }

  /** Never blocks. */
  public CompletionStage<V> read(K key) {
    Waiting<K, V> read = new Waiting<>(key, new CompletableFuture<>());
    synchronized (this) {
      if (waiting.size() >= capacity) {
        return CompletableFuture.failedFuture(new TooManyReads(capacity));
      }
      waiting.add(read);
    }
    askNext();
    return read.answer();
  }

  private void askNext() {
    List<Waiting<K, V>> batch = take();
    if (batch.isEmpty()) {
      return;
    }
    ask(batch.stream().map(Waiting::key).distinct().toList())
        .whenComplete(
            (found, failure) -> {
              done();
              batch.forEach(read -> tell(read, found, failure));
            });
  }

  private synchronized List<Waiting<K, V>> take() {
    List<Waiting<K, V>> batch = new ArrayList<>();
    if (underWay < atOnce) {
      while (!waiting.isEmpty() && batch.size() < most) {
        batch.add(waiting.remove());
      }
      underWay += batch.isEmpty() ? 0 : 1;
    }
    return batch;
  }

  private CompletionStage<Map<K, V>> ask(List<K> keys) {
    try {
      return question.apply(keys);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void done() {
    synchronized (this) {
      underWay--;
    }
    askNext();
  }

  private static <K, V> void tell(Waiting<K, V> read, Map<K, V> found, Throwable failure) {
    if (failure == null) {
      read.answer().complete(found.get(read.key()));
    } else {
      read.answer().completeExceptionally(failure);
    }
  }

  /** As many reads wait as may; nothing was asked. */
  public static final class TooManyReads extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyReads(int capacity) {
      super("Expected fewer than " + capacity + " reads to wait.", null, false, false);
    }
  }
}
