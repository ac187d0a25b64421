use kudosity_webhook::Event;
use kudosity_webhook::event::{Content, Inbound};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use super::Lane;

/// What a person writes who wants no more messages.
#[derive(Clone, Debug)]
pub(crate) struct OptOutWords {
    /// As they were given, a line each.
    given: String,
    compared: Box<[Vec<String>]>,
}

/// A text of more bytes is no such word, and not compared with any: it may be as large as a body.
const LONGEST: usize = 4_096;

/// The words that carriers have their customers use.
const USUAL: [&str; 11] = [
    "STOP",
    "STOPALL",
    "STOP ALL",
    "END",
    "QUIT",
    "CANCEL",
    "REVOKE",
    "UNSUB",
    "UNSUBSCRIBE",
    "OPT OUT",
    "OPTOUT",
];

impl OptOutWords {
    pub(crate) fn new(words: impl IntoIterator<Item = impl Into<String>>) -> Self {
        // A line's end within a word is a blank as any other.
        let lines = words.into_iter().map(|word| word.into().replace(['\n', '\r'], " "));
        Self::kept(lines.collect::<Vec<_>>().join("\n"))
    }

    /// Those that [`given`](Self::given) told.
    pub(crate) fn kept(given: String) -> Self {
        let compared = given.lines().map(parts).filter(|word| !word.is_empty()).collect();
        Self { given, compared }
    }

    /// The words as they are kept in a store: as they were given, since how they are compared may differ
    /// in another version.
    pub(crate) fn given(&self) -> &str {
        &self.given
    }

    /// The queue of an event: that of opt-outs also where it is a message that is one of them, and nothing else.
    pub(crate) fn lane(&self, event: &Event) -> Lane {
        let are_all_of =
            |message| texts(message).into_iter().flatten().any(|text| self.contain(text));
        let opts_out = event.opt_out().is_some() || event.inbound().is_some_and(are_all_of);
        if opts_out { Lane::OptOuts } else { Lane::Others }
    }

    /// Who writes a word twice means it once.
    fn contain(&self, text: &str) -> bool {
        let text = text.trim();
        if text.len() > LONGEST {
            return false;
        }
        let text = parts(text);
        let is_all = |word: &Vec<String>| text.chunks(word.len()).all(|said| said == word);
        !text.is_empty() && self.compared.iter().any(is_all)
    }
}

impl Default for OptOutWords {
    fn default() -> Self {
        Self::new(USUAL)
    }
}

/// A text as it is compared: in lower case, without accents and what cannot be seen, each letter as the one
/// that it is a form of, and parted where blanks and punctuation are, of which none counts.
///
/// An apostrophe is within a word, so that `don't` is one.
fn parts(text: &str) -> Vec<String> {
    let counts = |char: &char| !is_invisible(*char) && canonical_combining_class(*char) == 0;
    let seen: String = text.nfkd().filter(counts).collect();
    let parts = seen.split(|char: char| !char.is_alphanumeric() && !['\'', '’'].contains(&char));
    let parts = parts.map(|part| part.trim_matches(['\'', '’']).to_lowercase());
    parts.filter(|part| !part.is_empty()).collect()
}

/// Joiners, marks of direction and the selectors that say how the letter before them looks.
fn is_invisible(char: char) -> bool {
    matches!(char, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(char, '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// What the person wrote, or pressed.
fn texts(message: &Inbound) -> [Option<&str>; 3] {
    let (first, second) = match &message.content {
        Some(Content::Text(text)) => (Some(text.message.as_str()), None),
        Some(Content::Button(button)) => {
            (Some(button.text.as_str()), Some(button.payload.as_str()))
        }
        Some(Content::Reply(reply)) => (reply.title.as_deref(), Some(reply.id.as_str())),
        _ => (None, None),
    };
    [message.message.as_deref(), first, second]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use serde_json::{Value, json};

    use super::*;

    fn said(more: &Value) -> bool {
        let mut message = json!({
            "type": "SMS", "id": "m-1", "sender": "61491570006", "recipient": "61491570156",
        });
        message.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let event = json!({"event_type": "SMS_INBOUND", "timestamp": "2026-02-03T04:05:06Z", "mo": message});
        let event = Event::from_body(event.to_string().into()).unwrap();
        OptOutWords::default().lane(&event) == Lane::OptOuts
    }

    #[test]
    fn a_message_that_is_such_a_word_and_nothing_else_withdraws_consent() {
        let text = |text: &str| json!({ "message": text });
        for word in [
            "STOP",
            " stop \n",
            "Stop.",
            "\"Unsubscribe!\"",
            "'stop'",
            "opt out",
            "END",
            "Opt-Out",
            "OPT  OUT",
            "stop_all",
            "unsub",
            "Revoke",
            "STOP STOP",
            "Stop, stop, stop!",
            "STOP ALL stop all",
            "STOP\u{fe0f}",
            "\u{200b}S\u{ad}TOP\u{feff}",
            "ＳＴＯＰ！",
            "stop 🛑",
        ] {
            assert!(said(&text(word)), "{word}");
        }
        for other in [
            "",
            "Stop by at nine",
            "don't stop",
            "ENDING",
            "S T O P",
            "🛑",
            "STOP ALL stop",
            "non stop",
            "stop'n go",
            "the end",
            &"STOP ".repeat(1_000),
        ] {
            assert!(!said(&text(other)), "{other}");
        }
    }

    #[test]
    fn a_rich_message_may_say_it_too() {
        let content = |content: Value| json!({ "content": content });
        assert!(said(&content(json!({"text": {"message": "Stop"}}))));
        assert!(said(&content(json!({"button": {"text": "No more, please", "payload": "STOP"}}))));
        assert!(said(&content(json!({"reply": {"id": "7", "title": "Unsubscribe"}}))));
        assert!(!said(&content(json!({"reaction": {"action": "react", "emoji": "STOP"}}))));
    }

    #[test]
    fn words_of_other_languages_are_the_same_in_whatever_form_they_are_written() {
        let words = OptOutWords::new(["ARRÊT", "ne pas-déranger", "СТОП", "İPTAL", "रोकें"]);
        for word in [
            "arrêt",
            "Arrêt !",
            "Arre\u{302}t",
            "ARRET",
            "NE PAS DÉRANGER",
            "стоп",
            "İPTAL",
            "iptal",
            "IPTAL",
            "रोकें",
        ] {
            assert!(words.contain(word), "{word}");
        }
        for other in ["STOP", "Arrêt de bus", "रोके बिना"] {
            assert!(!words.contain(other), "{other}");
        }
    }

    #[test]
    fn words_that_were_kept_are_those_that_were_given() {
        let words = OptOutWords::new(["İPTAL", "NE PAS\r\nDÉRANGER", "", "STOP\n"]);
        assert_eq!(words.given().lines().count(), 4);
        let kept = OptOutWords::kept(words.given().to_owned());
        for word in ["İPTAL", "ne pas déranger", "stop"] {
            assert!(words.contain(word) && kept.contain(word), "{word}");
        }
        for other in ["ne pas", "déranger", ""] {
            assert!(!words.contain(other) && !kept.contain(other), "{other}");
        }
    }

    #[test]
    fn without_words_no_message_does() {
        let none = OptOutWords::new([""; 0]);
        assert!(!none.contain("STOP"));
        assert!(!none.contain(""));
        assert!(!OptOutWords::new(["", "!"]).contain("!"));
    }
}
