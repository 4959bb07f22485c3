package dev.troupe.protocol;

import java.math.BigDecimal;

/**
 * What an agent's model has used up.
 *
 * @param tokensIn tokens read, 0 to 10^12
 * @param tokensOut tokens written, 0 to 10^12
 * @param costUsd US dollars, 0 to 10^9, at most nine digits after the point
 */
public record Usage(long tokensIn, long tokensOut, BigDecimal costUsd) {
  public static final long MAX_TOKENS = 1_000_000_000_000L;
  private static final BigDecimal MAX_COST = BigDecimal.valueOf(1_000_000_000L);
  private static final int MAX_SCALE = 9;
  public static final Usage NONE = new Usage(0, 0, BigDecimal.ZERO);

  public Usage {
    Names.requireRange("tokens_in", tokensIn, 0, MAX_TOKENS);
    Names.requireRange("tokens_out", tokensOut, 0, MAX_TOKENS);
    if (costUsd.signum() < 0 || costUsd.compareTo(MAX_COST) > 0 || costUsd.scale() > MAX_SCALE) {
      throw new IllegalArgumentException("Expected cost_usd from 0 to 1000000000 with at most 9 decimals.");
    }
  }

  /** The sum, held at the bounds above: a counter that is full stays full, it does not make an honest report fail. */
  public Usage plus(Usage more) {
    return new Usage(
        Math.min(MAX_TOKENS, tokensIn + more.tokensIn),
        Math.min(MAX_TOKENS, tokensOut + more.tokensOut),
        costUsd.add(more.costUsd).min(MAX_COST));
  }
}
