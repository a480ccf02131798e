package example.harbour.crew;

import java.util.List;
import java.util.Optional;

import org.springframework.stereotype.Component;

/** Who stands watch when: three watches of four hours, twice a day. */
@Component
public class Roster {

    /** One watch and the ranks that stand it. */
    public record Watch(String name, int from, int until, List<String> ranks) {

        boolean covers(int hour) {
            return hour % 12 >= from && hour % 12 < until;
        }
    }

    private final List<Watch> watches = List.of(
            new Watch("middle", 0, 4, List.of("second mate", "able seaman")),
            new Watch("morning", 4, 8, List.of("chief mate", "bosun")),
            new Watch("forenoon", 8, 12, List.of("third mate", "able seaman")));

    public List<Watch> watches() {
        return watches;
    }

    /** The watch on duty at an hour from 0 to 23, or nothing for any other number. */
    public Optional<Watch> onDuty(int hour) {
        if (hour < 0 || hour > 23) {
            return Optional.empty();
        }
        return watches.stream().filter(watch -> watch.covers(hour)).findFirst();
    }
}
