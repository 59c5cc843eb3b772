package lanewise.vae.train;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a number among the components of a record that its JSON form leaves out where it has a value: what was written
/// before the component came is read as it was meant.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface AbsentIf {

    /// The number that is not written, and is read where there is none.
    /// @return the number
    double value();
}
