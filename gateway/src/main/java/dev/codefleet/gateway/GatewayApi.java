package dev.codefleet.gateway;

/**
 * Names and descriptions that the operations of the API share. The responses are in {@code
 * META-INF/openapi.yaml}.
 */
public final class GatewayApi {
    public static final String BAD_REQUEST = "BadRequest";
    public static final String NOT_FOUND = "NotFound";
    public static final String BODY_TIMEOUT = "BodyTimeout";
    public static final String KEY_REUSED = "KeyReused";
    public static final String NOT_READY = "NotReady";
    public static final String TOO_LARGE = "TooLarge";
    public static final String UNSUPPORTED_MEDIA_TYPE = "UnsupportedMediaType";
    public static final String UNAVAILABLE = "Unavailable";

    public static final String JOB_ID = "Id of the job, as `POST /v1/jobs` answered it.";
    public static final String LIMIT = "Most items of the page.";
    public static final String CURSOR = "`next_cursor` of the page before; none for the first.";

    private GatewayApi() {}
}
