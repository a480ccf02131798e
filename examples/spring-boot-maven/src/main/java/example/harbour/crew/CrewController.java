package example.harbour.crew;

import java.util.List;
import java.util.Map;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The HTTP interface. */
@RestController
public class CrewController {

    private final Roster roster;

    public CrewController(Roster roster) {
        this.roster = roster;
    }

    @GetMapping("/")
    public List<Roster.Watch> watches() {
        return roster.watches();
    }

    @GetMapping("/health")
    public Map<String, String> health() {
        return Map.of("status", "ok");
    }

    @GetMapping("/on-duty/{hour}")
    public ResponseEntity<Roster.Watch> onDuty(@PathVariable int hour) {
        return ResponseEntity.of(roster.onDuty(hour));
    }
}
