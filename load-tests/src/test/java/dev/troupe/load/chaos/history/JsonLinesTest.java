package dev.troupe.load.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.load.chaos.history.Operation.Outcome;
import dev.troupe.load.chaos.history.Operation.Told;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {
  @TempDir Path folder;

  @Test
  void givesBackWhatWasWrittenByManyAtOnce() throws Exception {
    Path file = folder.resolve("calls.jsonl");
    List<Thread> threads = new ArrayList<>();
    try (JsonLines lines = new JsonLines(file)) {
      for (int thread = 0; thread < 4; thread++) {
        threads.add(new Thread(() -> {
          for (int number = 0; number < 3_000; number++) {
            lines.append(operation(number));
          }
        }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
    }
    List<Operation> read = JsonLines.read(file, Operation.class);
    assertThat(read).hasSize(12_000).contains(operation(0), operation(2_999));
  }

  @Test
  void saysSoWhenItCannotWriteAndHoldsNobodyUp() {
    assertThatThrownBy(() -> {
      try (JsonLines lines = new JsonLines(folder.resolve("no/such/folder"))) {
        for (int number = 0; number < 10_000; number++) {
          lines.append(operation(number));
        }
      }
    }).isInstanceOf(IOException.class);
  }

  private static Operation operation(long number) {
    return new Operation(number, "ada", 2, Action.CLAIM_NEXT, "r" + number, null, "ada", 0, 1, 10, 20, Outcome.OK, 200, null,
      List.of(new Told("w", 3, 5, true)), null, 0);
  }
}
