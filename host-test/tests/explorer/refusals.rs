//! The server without a browser: whom it answers, and that no secret is in an answer.

use crate::{Answer, explorer, send};
use host_test::mock::{Mock, Options};
use host_test::operations;
use serde_json::json;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

const LIST: &str = r#"{"action":"user.list-users","arguments":"{\"limit\":1}"}"#;

struct Server {
    authority: String,
    /// The printed URL without its origin.
    way_in: String,
    cookie: String,
    token: String,
    _explorer: host_test::explore::Explorer,
}

impl Server {
    async fn start(environment: &[(&str, &str)]) -> Self {
        let explorer = explorer(environment).await;
        let authority = explorer.origin.trim_start_matches("http://").to_string();
        let way_in = explorer.url.strip_prefix(&explorer.origin).expect("a URL of the explorer").to_string();
        assert!(way_in.len() >= "/?key=".len() + 43, "256 bits: {way_in}");
        let entered = send(&authority, "GET", &way_in, &[("Host", &authority)], "");
        assert_eq!((entered.status, header(&entered, "location").as_deref()), (303, Some("/")));
        let set = header(&entered, "set-cookie").expect("a cookie");
        let (cookie, attributes) = set.split_once("; ").expect("attributes");
        assert_eq!(attributes, "HttpOnly; SameSite=Strict; Path=/");
        let port = authority.rsplit(':').next().expect("a port");
        assert!(cookie.starts_with(&format!("okta-explorer-{port}=")), "ports share their cookies: {cookie}");
        let page = send(&authority, "GET", "/", &[("Host", &authority), ("Cookie", cookie)], "");
        assert_eq!(page.status, 200);
        let (_, rest) = page.body.split_once("name=\"token\" content=\"").expect("the page carries a token");
        let token = rest.split('"').next().expect("its end").to_string();
        assert!(token.len() >= 43, "256 bits: {token}");
        Self { authority, way_in, cookie: cookie.to_string(), token, _explorer: explorer }
    }

    /// The headers of the page's own requests.
    fn own(&self) -> Vec<(String, String)> {
        [
            ("Host", self.authority.clone()),
            ("Origin", format!("http://{}", self.authority)),
            ("Sec-Fetch-Site", "same-origin".into()),
            ("Content-Type", "application/json".into()),
            ("X-Explorer-Token", self.token.clone()),
            ("Cookie", format!("theme=dark; {}", self.cookie)),
        ]
        .map(|(name, value)| (name.to_string(), value))
        .into()
    }

    /// Sends the page's own request with one header changed; `None` leaves it out.
    fn with(&self, method: &str, path: &str, body: &str, header: &str, value: Option<&str>) -> Answer {
        let mut headers = self.own();
        headers.retain(|(name, _)| name != header);
        headers.extend(value.map(|value| (header.to_string(), value.to_string())));
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        send(&self.authority, method, path, &headers, body)
    }

    fn post(&self, path: &str, body: &str) -> Answer {
        self.with("POST", path, body, "X-None", None)
    }

    fn get(&self, path: &str) -> Answer {
        self.with("GET", path, "", "X-None", None)
    }
}

/// The value of a header of an answer.
fn header(answer: &Answer, name: &str) -> Option<String> {
    let lines = answer.head.lines().filter_map(|line| line.split_once(": "));
    lines.into_iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_string())
}

pub async fn another_user_of_the_machine_gets_nothing() {
    let server = Server::start(&[]).await;
    let other = Server::start(&[]).await;
    let (name, value) = server.cookie.split_once('=').expect("a cookie");
    let (_, foreign) = other.cookie.split_once('=').expect("a cookie");
    let wrong = [
        format!("{name}={foreign}"),
        format!("{name}="),
        format!("x{name}={value}"),
        format!("{name}={}", &value[1..]),
    ];
    let cookies =
        [None, Some(other.cookie.as_str())].into_iter().chain(wrong.iter().map(|cookie| Some(cookie.as_str())));
    for cookie in cookies {
        for path in [
            "/",
            "/app.js",
            "/icon.svg",
            "/index.html",
            "/lib/dom.js",
            "/api/jobs",
            "/api/actions",
            "/api/actions/user.get-user",
            "/nothing",
            "/?key",
            "/?key=",
        ] {
            let answer = server.with("GET", path, "", "Cookie", cookie);
            assert!([401, 403].contains(&answer.status), "GET {path} with {cookie:?}: {}", answer.status);
            // A person gets a page, with a style of its own: it gets no other file.
            let expected = if path.starts_with("/?") || path == "/" { "text/html" } else { "text/plain" };
            assert!(
                header(&answer, "content-type").is_some_and(|kind| kind.starts_with(expected)),
                "GET {path}: {}",
                answer.head
            );
            assert!(answer.body.contains("okta-actions explore"), "it says what to do: {}", answer.body);
            for secret in [&server.token, value, &server.way_in["/?key=".len()..]] {
                assert!(
                    !answer.body.contains(secret) && !answer.head.contains(secret),
                    "{}{}",
                    answer.head,
                    answer.body
                );
            }
        }
        for path in
            ["/api/call", "/api/preview", "/api/next", "/api/jobs/preview", "/api/jobs/run", "/api/nothing", "/"]
        {
            assert_eq!(server.with("POST", path, LIST, "Cookie", cookie).status, 401, "POST {path} with {cookie:?}");
        }
    }
    assert_eq!(server.post("/api/call", LIST).status, 200, "who was let in stays in");
}

pub async fn the_printed_url_works_once() {
    let server = Server::start(&[]).await;
    let again = server.with("GET", &server.way_in, "", "Cookie", None);
    assert_eq!((again.status, header(&again, "set-cookie")), (403, None));
    assert!(again.body.contains("Start it again"), "it says how to get a new one: {}", again.body);
    assert_eq!(server.get(&server.way_in).status, 200, "the browser that is in gets the page");
    // A guess does not use the key up, and neither does another site or method.
    let explorer = explorer(&[]).await;
    let authority = explorer.origin.trim_start_matches("http://");
    let way_in = explorer.url.strip_prefix(&explorer.origin).expect("a URL of the explorer");
    let ask = |method: &str, path: &str, more: &[(&str, &str)]| {
        send(authority, method, path, &[&[("Host", authority)], more].concat(), "")
    };
    assert_eq!(ask("GET", "/?key=guess", &[]).status, 403);
    assert_eq!(ask("GET", way_in, &[("Sec-Fetch-Site", "cross-site")]).status, 403);
    assert_eq!(ask("GET", way_in, &[("Origin", "http://evil.example")]).status, 403);
    assert_eq!(ask("PUT", way_in, &[]).status, 401);
    assert_eq!(ask("POST", way_in, &[]).status, 401);
    assert_eq!(ask("GET", way_in, &[("Sec-Fetch-Site", "none")]).status, 303, "the person");
}

pub async fn a_body_is_read_for_whom_it_concerns_only() {
    let server = Server::start(&[]).await;
    let of_the_page: String = server.own().iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let no_cookie = format!("Host: {}\r\nContent-Type: application/json\r\n", server.authority);
    for (path, headers, expected) in
        [("/api/call", &no_cookie, "401"), ("/api/nothing", &of_the_page, "404"), ("/app.js", &of_the_page, "405")]
    {
        let mut stream = TcpStream::connect(&server.authority).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
        // A body is announced that never comes.
        write!(stream, "POST {path} HTTP/1.1\r\n{headers}Content-Length: 1000000\r\n\r\n").expect("it reads");
        let mut status = [0; 12];
        stream.read_exact(&mut status).expect("an answer before the body");
        assert_eq!(String::from_utf8_lossy(&status), format!("HTTP/1.1 {expected}"), "{path}");
    }
}

pub async fn a_head_that_does_not_come_is_not_waited_for() {
    let server = Server::start(&[]).await;
    let mut stream = TcpStream::connect(&server.authority).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
    write!(stream, "GET / HTTP/1.1\r\nHost: ").expect("it reads");
    let mut rest = Vec::new();
    let ended = stream.read_to_end(&mut rest);
    assert!(
        !ended.is_err_and(|error| [ErrorKind::WouldBlock, ErrorKind::TimedOut].contains(&error.kind())),
        "it waits"
    );
    assert!(!String::from_utf8_lossy(&rest).contains("200"));
}

pub async fn another_site_gets_nothing() {
    let server = Server::start(&[]).await;
    assert_eq!(server.post("/api/call", LIST).status, 200, "the page itself is answered");
    assert_eq!(
        server.with("POST", "/api/call", LIST, "Origin", None).status,
        200,
        "clients other than browsers send none"
    );
    let port = server.authority.rsplit(':').next().expect("a port");
    let hosts = [
        "evil.example",
        "127.0.0.1",
        "127.0.0.1:1",
        "[::1]:80",
        &format!("localhost:{port}"),
        &format!("evil.example:{port}"),
    ];
    for (method, path, body) in
        [("GET", "/", ""), ("GET", "/api/actions", ""), ("GET", "/app.js", ""), ("POST", "/api/call", LIST)]
    {
        for host in hosts {
            let answer = server.with(method, path, body, "Host", Some(host));
            assert_eq!(answer.status, 403, "{method} {path} for {host}");
            assert!(answer.body.contains(&server.authority), "it says where it is: {}", answer.body);
        }
        assert!(
            [400, 403].contains(&server.with(method, path, body, "Host", None).status),
            "{method} {path} without Host"
        );
        let another = ["http://evil.example", "null", "http://localhost:1", &format!("https://{}", server.authority)];
        for origin in another {
            assert_eq!(
                server.with(method, path, body, "Origin", Some(origin)).status,
                403,
                "{method} {path} from {origin}"
            );
        }
        for site in ["cross-site", "same-site", "anything"] {
            let answer = server.with(method, path, body, "Sec-Fetch-Site", Some(site));
            assert_eq!(answer.status, 403, "{method} {path} from {site}");
            assert!(!answer.body.contains(&server.token));
        }
    }
    assert_eq!(server.with("GET", "/", "", "Sec-Fetch-Site", Some("none")).status, 200, "the address bar");
    assert_eq!(server.with("POST", "/api/call", LIST, "Sec-Fetch-Site", Some("none")).status, 403);
}

pub async fn a_form_of_another_site_cannot_post() {
    let server = Server::start(&[]).await;
    for path in ["/api/call", "/api/preview", "/api/next", "/api/jobs/preview", "/api/jobs/run", "/api/nothing", "/"] {
        for token in [None, Some(""), Some("guess"), Some(&server.token[1..])] {
            assert_eq!(server.with("POST", path, LIST, "X-Explorer-Token", token).status, 403, "{path} with {token:?}");
        }
        for kind in [None, Some("text/plain"), Some("application/x-www-form-urlencoded"), Some("multipart/form-data")] {
            assert_eq!(server.with("POST", path, LIST, "Content-Type", kind).status, 415, "{path} as {kind:?}");
        }
    }
    let other = Server::start(&[]).await;
    assert_ne!(server.token, other.token, "a token of each start");
    assert_eq!(server.with("POST", "/api/call", LIST, "X-Explorer-Token", Some(&other.token)).status, 403);
}

pub async fn paths_take_their_method_and_shape() {
    let server = Server::start(&[]).await;
    for path in ["/api/call", "/api/preview", "/api/next", "/api/jobs/preview", "/api/jobs/run"] {
        assert_eq!(server.get(path).status, 405, "{path}");
        assert_eq!(server.post(path, "{").status, 400);
        assert_eq!(server.post(path, r#"{"action":7}"#).status, 400);
        let unknown = server.post(path, r#"{"job":"nothing","inputs":{}}"#).status;
        assert_eq!(unknown, if path.starts_with("/api/jobs") { 404 } else { 400 }, "{path}");
    }
    for path in ["/", "/app.js", "/lib/dom.js", "/api/jobs", "/api/actions", "/api/actions/user.get-user"] {
        assert_eq!(server.get(path).status, 200, "{path}");
        assert_eq!(server.post(path, "{}").status, 405, "{path}");
    }
    for path in ["/api/actions/user.nothing", "/api/actions/", "/api", "/../Cargo.toml", "/assets/app.js", "/app.js/"] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
    let list = server.get("/api/actions").json();
    assert_eq!(list["actions"].as_array().map(Vec::len), Some(operations::all().len() + 1));
    assert_eq!(list["mock"], true);
    let actions = list["actions"].as_array().expect("a list");
    let found = actions.iter().find(|action| action["name"] == "linked-object.get-linked-object-definition");
    assert_eq!(found.expect("the action")["aliases"], json!(["Linkedobject"]), "the search finds them");
    let asset = server.get("/app.js");
    for expected in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "nosniff", "no-store"] {
        assert!(asset.head.contains(expected), "{expected} in {}", asset.head);
    }
    assert!(!asset.head.contains("unsafe"), "{}", asset.head);
}

pub async fn every_digit_is_kept() {
    let digits = r#"{"n":12345678901234567890,"r":1.50,"e":1e3}"#;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("its address"));
    // An org that answers with what it got.
    let org = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut request = String::new();
        let mut bytes = [0; 1024];
        while !request.contains(digits) {
            let length = stream.read(&mut bytes).expect("the request");
            assert_ne!(length, 0, "the request ends without the digits: {request}");
            request.push_str(&String::from_utf8_lossy(&bytes[..length]));
        }
        let length = digits.len();
        write!(stream, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{digits}")
            .expect("the explorer reads");
    });
    let environment = [
        ("OKTA_CLIENT_ORGURL", url.as_str()),
        ("OKTA_CLIENT_TOKEN", "00t"),
        ("OKTA_TESTING_DISABLEHTTPSCHECK", "true"),
    ];
    let server = Server::start(&environment).await;
    let call = json!({ "action": "group.create-group", "arguments": format!(r#"{{"body":{digits}}}"#) }).to_string();
    assert_eq!(server.post("/api/preview", &call).json()["body"], digits);
    let response = server.post("/api/call", &call).json();
    assert_eq!((&response["status"], &response["body"]), (&json!(200), &json!(digits)));
    org.join().expect("the org has got the digits");
}

pub async fn pages_and_the_policy_are_those_of_the_component() {
    let server = Server::start(&[("OKTA_ACTIONS_DENY", "group.remove-*")]).await;
    let page = server.post("/api/call", LIST).json();
    assert_eq!((&page["status"], &page["error"]), (&json!(200), &json!(null)));
    let next = server.post("/api/next", &json!({ "next": page["next"] }).to_string()).json();
    assert_eq!(next["status"], 200);
    assert_ne!(next["body"], page["body"]);
    let denied = json!({ "action": "group.remove-group", "arguments": r#"{"groupId":"x"}"# }).to_string();
    let denied = server.post("/api/call", &denied).json();
    assert_eq!(denied["error"], "permanent-not-allowed", "the policy holds for the mock org too");
}

pub async fn no_answer_holds_a_secret() {
    let secret = "00SecretOfTheConnection-7f3a";
    let mock = Mock::start(Options { token: secret.into(), ..Options::default() }).await.expect("the mock org starts");
    let good = mock.environment();
    let wrong: Vec<(String, String)> =
        good.iter().map(|(name, value)| (name.clone(), value.replace("00Secret", "00secreT"))).collect();
    let unreachable =
        vec![("OKTA_CLIENT_ORGURL".into(), "https://127.0.0.1:1".into()), ("OKTA_CLIENT_TOKEN".into(), secret.into())];
    let in_url = vec![
        ("OKTA_CLIENT_ORGURL".into(), format!("https://a:{secret}@acme.okta.com")),
        ("OKTA_CLIENT_TOKEN".into(), secret.into()),
    ];
    let mut ends = Vec::new();
    for environment in [good, wrong, unreachable, in_url] {
        let borrowed: Vec<(&str, &str)> =
            environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let server = Server::start(&borrowed).await;
        let bad = r#"{"action":"user.get-user","arguments":"{\"userID\":1}"}"#;
        let mut answers = vec![
            server.get("/api/actions"),
            server.get("/api/actions/user.create-user"),
            server.get("/app.js"),
            server.get("/nothing"),
        ];
        for (path, body) in
            [("/api/preview", LIST), ("/api/call", LIST), ("/api/call", bad), ("/api/preview", bad), ("/api/call", "{")]
        {
            answers.push(server.post(path, body));
        }
        answers.push(server.post("/api/next", r#"{"next":"/api/v1/users?limit=1"}"#));
        answers.push(server.with("POST", "/api/call", LIST, "X-Explorer-Token", None));
        for path in ["/api/jobs/preview", "/api/jobs/run"] {
            answers.push(server.post(path, r#"{"job":"offboard","inputs":{"login":"bruno@example.com"}}"#));
        }
        ends.push(answers[5].json()["error"].as_str().unwrap_or("success").to_string());
        let run = &answers.last().expect("an answer").body;
        assert!(run.contains(r#"{"event":"begins","step":"user"}"#) && run.contains(r#"{"event":"ended","#), "{run}");
        for answer in &answers {
            assert!(
                !answer.body.contains(&server.token),
                "the token of the page is in the page alone: {}",
                answer.body
            );
        }
        answers.push(server.get("/"));
        for Answer { head, body, .. } in &answers {
            for secret in ["00SecretOf", "00secreTOf", "7f3a"] {
                assert!(!head.contains(secret) && !body.contains(secret), "{head}\n{body}");
            }
        }
    }
    let expected =
        ["success", "permanent-refused", "permanent-invalid-configuration", "permanent-invalid-configuration"];
    assert_eq!(ends, expected, "each connection was tried");
}
