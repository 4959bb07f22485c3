package dev.troupe.load.scenario;

import dev.troupe.load.measure.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Callers that add items as fast as they are answered. */
final class Adders {

  private final Stage stage;
  private final int batch;
  private final AtomicLong left;
  private final long end;
  private final AtomicLong added = new AtomicLong();

  private Adders(Stage stage, int batch, long most, long end) {
    this.stage = stage;
    this.batch = batch;
    this.left = new AtomicLong(most);
    this.end = end;
  }

  /**
   * @param batch items in one call; 1 uses the call for one item
   * @param most items in all
   * @param end of {@link System#nanoTime}, when no further call is begun
   * @return how many items were acknowledged, once the last call is answered
   */
  static CompletableFuture<Long> run(Stage stage, List<Voice> voices, int batch, long most, long end) {
    Adders adders = new Adders(stage, batch, most, end);
    return CompletableFuture.allOf(voices.stream().map(voice -> {
      CompletableFuture<Void> done = new CompletableFuture<>();
      voice.line().execute(() -> adders.next(voice, done));
      return done;
    }).toArray(CompletableFuture[]::new)).thenApply(all -> adders.added.get());
  }

  private void next(Voice voice, CompletableFuture<Void> done) {
    long taken = Math.min(batch, left.getAndAdd(-batch));
    if (taken <= 0 || System.nanoTime() - end > 0) {
      done.complete(null);
    } else if (batch == 1) {
      addOne(voice, done);
    } else {
      addBatch(voice, (int) taken, done);
    }
  }

  private void addOne(Voice voice, CompletableFuture<Void> done) {
    String id = stage.newItem();
    voice.insist(Op.ADD, voice.calls().add(id, Shape.USUAL), answer -> {
      if (answer.succeeded()) {
        acknowledged(id);
      } else {
        stage.surprise("adding " + id, answer);
      }
      next(voice, done);
    });
  }

  private void addBatch(Voice voice, int size, CompletableFuture<Void> done) {
    List<String> ids = new ArrayList<>(size);
    for (int number = 0; number < size; number++) {
      ids.add(stage.newItem());
    }
    addAll(voice, ids, done);
  }

  /** What was shed, or not known to be done, is added again: its id makes that safe. */
  private void addAll(Voice voice, List<String> ids, CompletableFuture<Void> done) {
    voice.insist(Op.ADD_BATCH, voice.calls().addBatch(ids, Shape.USUAL), answer -> {
      int[] statuses = BatchAnswer.statuses(answer.body(), ids.size());
      List<String> again = new ArrayList<>();
      for (int place = 0; place < statuses.length; place++) {
        if (statuses[place] == 200 || statuses[place] == 201) {
          acknowledged(ids.get(place));
        } else if (statuses[place] == 503 || statuses[place] == 429) {
          again.add(ids.get(place));
        } else {
          stage.surprise("adding " + ids.get(place) + " in a batch, status " + statuses[place], answer);
        }
      }
      if (again.isEmpty()) {
        next(voice, done);
      } else {
        addAll(voice, again, done);
      }
    });
  }

  private void acknowledged(String id) {
    added.incrementAndGet();
    stage.answers().added(id);
  }
}
