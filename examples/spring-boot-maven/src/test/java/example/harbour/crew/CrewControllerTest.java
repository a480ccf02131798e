package example.harbour.crew;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.MockMvc;

@WebMvcTest(CrewController.class)
@Import(Roster.class)
class CrewControllerTest {

    @Autowired
    private MockMvc http;

    @Test
    void theMorningWatchStandsAtSixInTheEvening() throws Exception {
        http.perform(get("/on-duty/18")).andExpect(status().isOk()).andExpect(jsonPath("$.name").value("morning"));
    }

    @Test
    void aDayHasNoTwentyFifthHour() throws Exception {
        http.perform(get("/on-duty/25")).andExpect(status().isNotFound());
    }

    @Test
    void healthSaysOk() throws Exception {
        http.perform(get("/health")).andExpect(jsonPath("$.status").value("ok"));
    }
}
