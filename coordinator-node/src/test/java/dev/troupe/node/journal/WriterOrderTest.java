package dev.troupe.node.journal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WriterOrderTest {
  private final WriterOrder order = new WriterOrder("work|w-1");

  @Test
  void letsOneWriterFollowAnother() {
    order.check("a", 1);
    order.check("a", 2);
    order.check("b", 3);
    order.check("c", 5);
  }

  @Test
  void refusesAWriterThatComesBack() {
    order.check("a", 1);
    order.check("b", 2);

    assertThatThrownBy(() -> order.check("a", 3)).isInstanceOf(IllegalStateException.class).hasMessageContaining("writer a after b");
  }

  @Test
  void refusesANumberThatDoesNotGrow() {
    order.check("a", 1);
    order.check("a", 2);

    assertThatThrownBy(() -> order.check("a", 2)).isInstanceOf(IllegalStateException.class).hasMessageContaining("event 3 or later");
  }
}
