package dev.codefleet.web;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class RequestFormTest {
    @Test
    void goodValuesAreTaken() {
        given().get("/echo/number?n=-3&is_up=true&text=%20").then().statusCode(200);
        given().get("/echo/described?limit=x").then().statusCode(200);
        given().get("/echo/number").then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({
        "n=x, n, a whole number",
        "n=1e3, n, a whole number",
        "n=99999999999, n, a whole number",
        "n=, n, a whole number",
        "is_up=maybe, is_up, true or false",
        "n=1&n=2, n, one value",
        "N=1, N, 'one of is_up, n, text'",
        "n=1&limt=2, limt, 'one of is_up, n, text'"
    })
    void aBadQueryIsRefusedWithTheNameAndWhatWasExpected(
            String query, String name, String expected) {
        invalid(given().get("/echo/number?" + query).then(), name, expected);
    }

    @Test
    void aParameterThatIsOnlyDescribedIsKnown() {
        invalid(given().get("/echo/described?limt=1").then(), "limt", "one of limit");
    }

    @Test
    void whereNothingIsAskedForAnyParameterIsUnknown() {
        invalid(json().post("/echo/a/touch?x=1").then(), "x", "none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "deflate, gzip", "nonsense"})
    void aBodyThatIsPackedIsRefusedWithWhatIsUnderstood(String encoding) {
        given().contentType("application/json")
                .header("Content-Encoding", encoding)
                .body("{}")
                .post("/echo/a")
                .then()
                .statusCode(415)
                .contentType(Problems.MEDIA_TYPE)
                .header("Accept-Encoding", "identity")
                .body("code", equalTo("UNSUPPORTED_CONTENT_ENCODING"))
                .body("detail", containsString(encoding));
    }

    @Test
    void aMethodThatIsNotThereNamesThoseThatAre() {
        given().delete("/echo/a/touch").then().statusCode(405).header("Allow", "OPTIONS, POST");
        json().put("/echo/number")
                .then()
                .statusCode(405)
                .header("Allow", "GET, HEAD, OPTIONS, POST");
        json().patch("/echo/a").then().statusCode(405).header("Allow", "OPTIONS, POST");
    }

    /** Otherwise the client says that nothing is a form. */
    private static RequestSpecification json() {
        return given().contentType("application/json");
    }

    private static void invalid(ValidatableResponse response, String name, String expected) {
        response.statusCode(400)
                .contentType(Problems.MEDIA_TYPE)
                .body("code", equalTo("INVALID_FIELDS"))
                .body("errors[0].field", equalTo(name))
                .body("errors[0].expected", equalTo(expected));
    }
}
