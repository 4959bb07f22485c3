package dev.troupe.load.check;

import static dev.troupe.load.check.Acknowledged.Kind.CLAIM;
import static dev.troupe.load.check.Acknowledged.Kind.COMPLETE;
import static dev.troupe.load.check.Acknowledged.Kind.PROGRESS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JournalCheckTest {

  private final List<JournalRow> journal = new ArrayList<>();
  private final List<Acknowledged> answers = new ArrayList<>();

  @Test
  void findsNothingInAnItemThatWasWorkedOffOnce() {
    workedOffBy("ada");
    answers.add(Acknowledged.add("w"));
    answers.add(new Acknowledged(CLAIM, "w", "ada", 1));
    answers.add(new Acknowledged(PROGRESS, "w", "ada", 1));
    answers.add(new Acknowledged(COMPLETE, "w", "ada", 1));
    assertThat(verdict().violations()).isEmpty();
    assertThat(verdict().completed()).isEqualTo(1);
  }

  @Test
  void takesAnExpiredLeaseAndTheNextHolderForWhatTheyAre() {
    anExpiredAndAReleasedLease();
    assertThat(kinds()).isEmpty();
  }

  @Test
  void ordersEventsByTheItemsOwnSequence() {
    anExpiredAndAReleasedLease();
    Collections.shuffle(journal, new Random(7));
    assertThat(kinds()).isEmpty();
  }

  @Test
  void findsTwoLeasesThatOverlap() {
    added();
    event("work.claimed", "ada", 1L);
    event("work.claimed", "bob", 2L);
    event("work.completed", "bob", 2L);
    assertThat(kinds()).containsExactly(Violation.Kind.LEASES_OVERLAP);
    assertThat(verdict().doubleClaims()).isEqualTo(1);
  }

  @Test
  void findsATokenThatDoesNotGrow() {
    added();
    event("work.claimed", "ada", 2L);
    event("work.lease_expired", "ada", 2L);
    event("work.claimed", "bob", 2L);
    event("work.completed", "bob", 2L);
    assertThat(kinds()).containsExactly(Violation.Kind.TOKEN_NOT_GROWING);
    assertThat(verdict().doubleClaims()).isEqualTo(1);
  }

  @Test
  void findsAnItemCompletedTwice() {
    workedOffBy("ada");
    event("work.completed", "ada", 1L);
    assertThat(kinds()).contains(Violation.Kind.COMPLETED_TWICE);
    assertThat(verdict().completed()).isZero();
  }

  @Test
  void findsAClaimAfterTheItemWasCompleted() {
    workedOffBy("ada");
    event("work.claimed", "bob", 2L);
    assertThat(kinds()).containsExactly(Violation.Kind.CLAIMED_AFTER_COMPLETION);
  }

  @Test
  void findsACompletionUnderALeaseThatHasEnded() {
    added();
    event("work.claimed", "ada", 1L);
    event("work.lease_expired", "ada", 1L);
    event("work.completed", "ada", 1L);
    assertThat(kinds()).containsExactly(Violation.Kind.NOT_THE_HOLDER);
  }

  @Test
  void findsProgressByAnotherThanTheHolder() {
    added();
    event("work.claimed", "ada", 1L);
    event("work.progressed", "bob", 1L);
    event("work.completed", "ada", 1L);
    assertThat(kinds()).containsExactly(Violation.Kind.NOT_THE_HOLDER);
  }

  @Test
  void findsAnItemAddedTwice() {
    added();
    workedOffBy("ada");
    assertThat(kinds()).containsExactly(Violation.Kind.ADDED_TWICE);
  }

  @Test
  void findsAnItemThatIsNotInTheJournalAtAll() {
    assertThat(kinds()).containsExactly(Violation.Kind.NEVER_ADDED);
    assertThat(verdict().lost()).isEqualTo(1);
  }

  @Test
  void findsAnItemThatWasNotBroughtToAnEnd() {
    added();
    event("work.claimed", "ada", 1L);
    assertThat(kinds()).containsExactly(Violation.Kind.NEVER_COMPLETED);
    assertThat(verdict().orphaned()).isEqualTo(1);
  }

  @Test
  void findsEachKindOfAnswerThatNoEventBacks() {
    workedOffBy("ada");
    answers.add(Acknowledged.add("other"));
    answers.add(new Acknowledged(CLAIM, "w", "bob", 1));
    answers.add(new Acknowledged(CLAIM, "w", "ada", 2));
    answers.add(new Acknowledged(PROGRESS, "w", "bob", 1));
    answers.add(new Acknowledged(COMPLETE, "w", "bob", 1));
    assertThat(kinds()).hasSize(5).containsOnly(Violation.Kind.UNBACKED_ANSWER);
    assertThat(verdict().lost()).isEqualTo(5);
  }

  @Test
  void needsOneEventForEachAnswerAboutProgress() {
    workedOffBy("ada");
    answers.add(new Acknowledged(PROGRESS, "w", "ada", 1));
    answers.add(new Acknowledged(PROGRESS, "w", "ada", 1));
    assertThat(kinds()).containsExactly(Violation.Kind.UNBACKED_ANSWER);
  }

  private void added() {
    event("work.added", null, null);
  }

  private void workedOffBy(String agent) {
    added();
    event("work.claimed", agent, 1L);
    event("work.progressed", agent, 1L);
    event("work.completed", agent, 1L);
  }

  private void anExpiredAndAReleasedLease() {
    added();
    event("work.claimed", "ada", 1L);
    event("work.lease_expired", "ada", 1L);
    event("work.claimed", "bob", 2L);
    event("work.released", "bob", 2L);
    event("work.claimed", "cyd", 5L);
    event("work.completed", "cyd", 5L);
  }

  private void event(String action, String agent, Long token) {
    journal.add(new JournalRow("w", journal.size() + 1, action, agent, token));
  }

  private Verdict verdict() {
    return JournalCheck.check(Set.of("w"), journal, answers);
  }

  private List<Violation.Kind> kinds() {
    return verdict().violations().stream().map(Violation::kind).toList();
  }
}
