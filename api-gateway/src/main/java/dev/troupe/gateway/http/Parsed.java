package dev.troupe.gateway.http;

import dev.troupe.protocol.Refusal;
import java.util.function.Function;

/** What came of reading something a client sent: the value, or why it is refused. */
sealed interface Parsed<T> {

  record Valid<T>(T value) implements Parsed<T> {}

  record Invalid<T>(Refusal refusal) implements Parsed<T> {}

  default <R> R fold(Function<? super T, ? extends R> ifValid, Function<Refusal, ? extends R> ifInvalid) {
    return this instanceof Valid<T> valid ? ifValid.apply(valid.value()) : ifInvalid.apply(((Invalid<T>) this).refusal());
  }

  default <R> Parsed<R> flatMap(Function<? super T, Parsed<R>> next) {
    return fold(next, Invalid::new);
  }
}
