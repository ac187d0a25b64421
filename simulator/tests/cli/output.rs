use std::process::Stdio;

use super::server::{Receiving, SECRET, answering, nowhere, repeating};
use super::tool::{Ran, command, run, run_against};

#[test]
fn there_is_no_colour_where_there_is_no_terminal() {
    let url = answering(&[200, 500]);
    for ran in [run_against(&url, ["send"]), run(["--help"]), run(["nonsense"])] {
        assert!(!ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'), "{ran:?}");
    }
}

#[test]
fn colour_can_be_had_and_no_color_is_honoured() {
    let url = answering(&[200]);
    let mut forced = command();
    forced.args(["send", "opt_out", &url]).env("CLICOLOR_FORCE", "1");
    assert!(Ran::of(&mut forced).out.contains('\u{1b}'));
    forced.env_remove("CLICOLOR_FORCE").env("NO_COLOR", "1");
    assert!(!Ran::of(&mut forced).out.contains('\u{1b}'));
}

#[test]
fn a_closed_pipe_ends_it_quietly() {
    let receiving = Receiving::start();
    for arguments in [
        ["send", "--seed", "1", "--at", "2026-03-02T00:00:00Z"].as_slice(),
        &["scenario", "campaign", "--no-wait"],
        &["load", "--requests", "10"],
        &["inspect", concat!(env!("CARGO_MANIFEST_DIR"), "/samples/opt_out.json")],
        &["secret"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut tool = command();
        tool.args(arguments).env("KUDOSITY_WEBHOOK_URL", &receiving.url);
        let ended = tool.stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
        let ended = ended.wait_with_output().unwrap();
        let err = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(141), "{arguments:?}: {err}");
        assert!(!err.contains("panicked") && !err.contains("error"), "{arguments:?}: {err}");
    }
}

#[test]
fn no_secret_of_a_url_is_printed() {
    let receiving = Receiving::start();
    let wrong = receiving.url.replace("http://", "ftp://");
    let spaced = receiving.url.replace("/webhooks", "/ webhooks");
    for url in [&receiving.url, &nowhere(), &wrong, &spaced, &format!("user:{SECRET}@host")] {
        for arguments in [
            ["send", "opt_out", url].as_slice(),
            &["scenario", "message", "--no-wait", url],
            &["load", "--requests", "1", url],
            &["inspect", url],
            &["secret", "--base", url],
            // In the wrong place.
            &["send", url, url],
            &["load", url, url],
            &["check", url, url],
            &["secret", url],
            &["scenario", url],
            &[url],
            &["load", "--rate", url],
            &["send", "--header", url, url],
            &["send", "--timeout", url],
            &[&format!("--url={url}")],
        ] {
            let ran = run(arguments);
            assert!(
                !ran.out.contains(SECRET) && !ran.err.contains(SECRET),
                "{arguments:?} {ran:?}"
            );
        }
    }
}

#[test]
fn no_secret_that_a_server_repeats_is_printed() {
    let written = SECRET.replace('-', "%2D");
    let headers = ["--header", "x-one: of-the-first-header", "--header", "x-two: of-the-second"];
    for (status, arguments, code) in [
        (400, ["send", "opt_out"].as_slice(), 1),
        (400, &["send", "opt_out", "--json"], 1),
        (400, &["scenario", "message", "--no-wait"], 1),
        (400, &["scenario", "message", "--no-wait", "--json"], 1),
        (403, &["check"], 1),
        (200, &["check", "--only", "http1", "--body-timeout", "200ms"], 1),
        (200, &["check", "--only", "http1", "--body-timeout", "200ms", "--json"], 1),
    ] {
        let addr = repeating(status);
        let url = format!("http://user:of-the-user-info@{addr}/?secret={written}");
        let ran = run_against(&url, arguments.iter().copied().chain(headers));
        assert_eq!(ran.code, code, "{arguments:?}: {ran:?}");
        let printed = ran.out + &ran.err;
        assert!(printed.contains("[secret]"), "{arguments:?}: {printed}");
        let user_info = "dXNlcjpvZi10aGUtdXNlci1pbmZv";
        for secret in [
            SECRET,
            &written,
            user_info,
            "of-the-user-info",
            "of-the-first-header",
            "of-the-second",
        ] {
            // So much of it as would be left where it is cut before it is redacted.
            let part = &secret[..8];
            assert!(!printed.contains(part), "{arguments:?}: {printed}");
        }
    }
}

#[test]
fn what_is_wrong_with_an_argument_is_usage() {
    let url = answering(&[200]);
    for arguments in [
        ["send", "opt_oot", &url].as_slice(),
        &["send", "opt_out"],
        &["send", "127.0.0.1:3000"],
        &["send", "--header", "no colon", &url],
        &["send", "--cacert", "no-such-file.pem", &url],
        &["send", "--file", "no-such-file.json", &url],
        &["send", "--timeout", "5", &url],
        &["scenario", "novel", &url],
        &["scenario", "message", "--life", "happy", &url],
        &["scenario", "message", "--speed", "0", &url],
        &["scenario", "message", "--reorder=soon", &url],
        &["scenario", "message", "--speed", "2", "--no-wait", &url],
        &["load", "--repeats", "101", &url],
        &["load", "--concurrency", "0", &url],
        &["load", "--stalled", "4000000000", &url],
        &["check", "http://127.0.0.1:9/"],
        &["scenario", "conversation", "--life", "read", &url],
        &["scenario", "campaign", "--channel", "sms", &url],
        &["scenario", "message", "--recipients", "5", &url],
        &["scenario", "campaign", "--recipients", "0", &url],
        &["load", "--requests", "0", &url],
        &["send", "opt_out", "--media-size", "3MiB", &url],
        &["send", "--file", "/dev/null", "--seed", "1", &url],
        &["send", "--file", "/dev/null", "--webhook-id", "w-1", &url],
        &["inspect"],
        &["inspect", "no-such-file.json"],
        &["secret", "--base", "sms.example.com"],
        &["secret", "--in", "cookie"],
        &["secret", "--name", "a name"],
        &[],
    ] {
        let ran = run(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {ran:?}");
        assert!(ran.out.is_empty() && !ran.err.is_empty(), "{arguments:?}: {ran:?}");
    }
    let ran = run(["scenario", "message", "--recipients", "many", &url]);
    assert!(ran.err.contains("invalid value 'many' for '--recipients <COUNT>'"), "{}", ran.err);
}

#[test]
fn what_is_wrong_is_named_with_its_remedy() {
    let url = answering(&[200]);
    for (arguments, told) in [
        (["send", "optout", &url].as_slice(), ["'optout'", "'OPT_OUT'"]),
        (&["send", "opt-uot", &url], ["'opt-uot'", "'OPT_OUT'"]),
        (&["send", "127.0.0.1:3000"], ["'127.0.0.1:3000'", "begins with http:// or https://"]),
        (&["send", "localhost/?secret=x"], ["is not shown", "begins with http:// or https://"]),
        (&["send", "ftp://localhost/"], ["the URL that is given", "begins with http://"]),
        (&["scenario", "message", "localhost:1"], ["the URL that is given", "begins with http://"]),
        (&["send", &url, "opt_out"], ["before the last word", "URL"]),
        (&["scenario", "conversation", "--life", "read"], ["--life", "`scenario message` alone"]),
        (&["load", "--requests", "0", &url], ["--requests", "0"]),
        (&["send", "--at", "2026-03-02", &url], ["--at", "2026-03-02T01:12:00Z"]),
    ] {
        let ran = run(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {ran:?}");
        for part in told {
            assert!(ran.err.contains(part), "{part}: {}", ran.err);
        }
    }
    for url in ["ftp://localhost/", "localhost:3000"] {
        let ran = run_against(url, ["send"]);
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains("KUDOSITY_WEBHOOK_URL holds: not a URL"), "{}", ran.err);
    }
}

#[test]
fn a_type_of_event_is_one_in_any_case_and_with_either_dash() {
    let url = answering(&[200]);
    let ran = run(["send", "opt-out", "Sms_Inbound", "LINK-HIT", &url]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn nobody_there_is_no_answer() {
    let url = nowhere();
    for arguments in [
        ["send", &url].as_slice(),
        &["scenario", "message", "--no-wait", &url],
        &["scenario", "campaign", "--speed", "1000", &url],
        &["load", "--requests", "5", &url],
        &["check", &url],
    ] {
        let ran = run(arguments);
        assert_eq!(ran.code, 3, "{arguments:?}: {ran:?}");
        assert_eq!(ran.out, "");
        assert_eq!(ran.err.matches("start the server").count(), 1, "{ran:?}");
    }
}

#[test]
fn a_script_is_told_of_nobody_there_and_what_is_tried_again_is() {
    let url = nowhere();
    let ran = run(["send", "--json", &url]);
    assert_eq!((ran.code, ran.json().len()), (3, 1), "{ran:?}");
    let ran = run(["scenario", "message", "--no-wait", "--json", "--retry", "1ms", &url]);
    assert_eq!((ran.code, ran.json().len()), (3, 4), "two events, two tries of each: {ran:?}");
}
