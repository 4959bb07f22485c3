package dev.troupe.node.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.node.journal.BatchedReads.TooManyReads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BatchedReadsTest {
  private final List<List<String>> asked = new ArrayList<>();
  private final List<CompletableFuture<Map<String, Integer>>> answers = new ArrayList<>();
  private final BatchedReads<String, Integer> reads = new BatchedReads<>(1, 3, 5, this::ask);

  private CompletionStage<Map<String, Integer>> ask(List<String> keys) {
    asked.add(keys);
    answers.add(new CompletableFuture<>());
    return answers.get(answers.size() - 1);
  }

  private void answer(int question) {
    answers.get(question).complete(asked.get(question).stream().filter(key -> !key.equals("none")).collect(Collectors.toMap(key -> key, String::length)));
  }

  @Test
  void asksALoneReadAtOnceAndWhatComesMeanwhileTogether() {
    CompletableFuture<Integer> first = reads.read("a").toCompletableFuture();
    CompletableFuture<Integer> second = reads.read("bb").toCompletableFuture();
    CompletableFuture<Integer> third = reads.read("none").toCompletableFuture();
    assertThat(asked).containsExactly(List.of("a"));
    answer(0);
    assertThat(first).isCompletedWithValue(1);
    assertThat(asked).containsExactly(List.of("a"), List.of("bb", "none"));
    answer(1);
    assertThat(second).isCompletedWithValue(2);
    assertThat(third).isCompletedWithValue(null);
  }

  @Test
  void asksForOneKeyOnceHoweverOftenItIsRead() {
    reads.read("a");
    CompletableFuture<Integer> one = reads.read("bb").toCompletableFuture();
    CompletableFuture<Integer> other = reads.read("bb").toCompletableFuture();
    answer(0);
    assertThat(asked.get(1)).containsExactly("bb");
    answer(1);
    assertThat(one).isCompletedWithValue(2);
    assertThat(other).isCompletedWithValue(2);
  }

  @Test
  void neverTakesAnAnswerThatWasAskedForBefore() {
    reads.read("a");
    reads.read("a");
    answer(0);
    assertThat(asked).hasSize(2);
  }

  @Test
  void failsThoseOfTheQuestionThatFailedAndGoesOn() {
    CompletableFuture<Integer> first = reads.read("a").toCompletableFuture();
    CompletableFuture<Integer> second = reads.read("bb").toCompletableFuture();
    answers.get(0).completeExceptionally(new IllegalStateException("away"));
    assertThatThrownBy(first::join).hasRootCauseMessage("away");
    answer(1);
    assertThat(second).isCompletedWithValue(2);
  }

  @Test
  void asksForAFewAtATimeAndRefusesWhatIsTooMuch() {
    reads.read("a");
    for (int i = 0; i < 5; i++) {
      reads.read("k" + i);
    }
    assertThatThrownBy(() -> reads.read("more").toCompletableFuture().join()).hasCauseInstanceOf(TooManyReads.class);
    answer(0);
    assertThat(asked.get(1)).containsExactly("k0", "k1", "k2");
  }
}
