package dev.troupe.node.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.node.board.BoundedSearch.Found;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How far a page looks, and that pages in a row find each entry once. */
class BoundedSearchTest {
  private final AtomicLong nanos = new AtomicLong();

  /** The numbers from 1 to a size, of which some fit; looking at each takes a time. */
  private final class Numbers extends BoundedSearch<Integer, Integer> {
    private final int size;
    private final IntPredicate fits;
    private final Duration each;
    private final List<Integer> steps = new ArrayList<>();

    Numbers(int size, Duration each, IntPredicate fits) {
      super(nanos::get);
      this.size = size;
      this.each = each;
      this.fits = fits;
    }

    @Override
    List<Integer> find(Optional<Integer> behind, int entries, int limit) {
      steps.add(entries);
      nanos.addAndGet(each.multipliedBy(entries).toNanos());
      int from = behind.orElse(0);
      return IntStream.rangeClosed(from + 1, Math.min(size, from + entries)).filter(fits).limit(limit).boxed().toList();
    }

    @Override
    Optional<Integer> edge(Optional<Integer> behind, int entries) {
      return Optional.of(behind.orElse(0) + entries).filter(edge -> edge <= size);
    }

    @Override
    Integer place(Integer row) {
      return row;
    }
  }

  @Test
  void findsEachEntryThatFitsOnceOnPagesInARow() throws SQLException {
    for (int every : new int[] {1, 7, 1_000, 30_000, 1_000_000}) {
      Numbers numbers = new Numbers(250_000, Duration.ZERO, number -> number % every == 0);
      List<Integer> found = new ArrayList<>();
      Optional<Integer> next = Optional.empty();
      do {
        Found<Integer, Integer> page = numbers.page(next, 50);
        assertThat(page.rows()).hasSizeLessThanOrEqualTo(50);
        found.addAll(page.rows());
        next = page.next();
      } while (next.isPresent());
      assertThat(found).isEqualTo(IntStream.rangeClosed(1, 250_000).filter(number -> number % every == 0).boxed().toList());
    }
  }

  @Test
  void goesOnUntilThePageIsFull() throws SQLException {
    Found<Integer, Integer> page = new Numbers(1_000_000, Duration.ZERO, number -> number % 1_000 == 0).page(Optional.empty(), 50);
    assertThat(page.rows()).hasSize(50);
  }

  @Test
  void looksAtNoMoreThanItsBound() throws SQLException {
    Numbers numbers = new Numbers(10_000_000, Duration.ZERO, number -> false);
    Found<Integer, Integer> page = numbers.page(Optional.empty(), 50);
    assertThat(page.rows()).isEmpty();
    assertThat(numbers.steps).startsWith(1_250, 2_500, 5_000, 10_000, 20_000, 20_000).allMatch(step -> step <= BoundedSearch.MOST_LOOKED_AT);
    assertThat(page.next().orElseThrow()).isBetween(BoundedSearch.LOOKED_AT_FOR_A_PAGE, BoundedSearch.LOOKED_AT_FOR_A_PAGE + BoundedSearch.MOST_LOOKED_AT);
  }

  /** A cold disk with 0.1 ms for each entry. */
  @Test
  void beginsNothingMoreOnceItsTimeIsOverAndTakesSmallStepsWhereTheyAreSlow() throws SQLException {
    Numbers slow = new Numbers(10_000_000, Duration.ofNanos(100_000), number -> number == 2_000);
    Found<Integer, Integer> page = slow.page(Optional.empty(), 50);
    assertThat(page.rows()).containsExactly(2_000);
    assertThat(slow.steps).containsOnly(1_250);
    assertThat(Duration.ofNanos(nanos.get())).isBetween(BoundedSearch.BEGIN_WITHIN, BoundedSearch.BEGIN_WITHIN.plusMillis(125));
    assertThat(slow.page(page.next(), 50).rows()).isEmpty();
  }
}
