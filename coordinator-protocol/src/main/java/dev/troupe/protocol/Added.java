package dev.troupe.protocol;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a component that a message got in a later version than the one that first had the message, so that nodes of both versions understand each other while an
 * update rolls: a node that does not know the component leaves it out, and to one that does, what comes from the other is empty there.
 *
 * <p>Such components stand last, and are {@code Optional}, {@code List}, {@code Set} or {@code Map}. The mark stays for as long as the component does. Any other change of
 * a record makes it another message, which a node of the version before refuses.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Added {
  /** The version that has it first, such as {@code 0.2.0}. */
  String in();
}
