use serde_json::Value;

/// As much of a value is shown, in characters.
const MAX_SHOWN: usize = 80;

/// The first place where two values differ, in words.
pub(super) fn difference(expected: &Value, came: &Value) -> Option<String> {
    let mut pointer = String::new();
    let (expected, came) = narrow(expected, came, &mut pointer)?;
    let [expected, came] = [expected, came].map(shown);
    Some(format!("the event has {came} at {pointer:?} instead of {expected}"))
}

type Pair<'a> = (Option<&'a Value>, Option<&'a Value>);

fn narrow<'a>(expected: &'a Value, came: &'a Value, pointer: &mut String) -> Option<Pair<'a>> {
    if expected == came {
        return None;
    }
    let length = pointer.len();
    for key in keys(expected).chain(keys(came)) {
        pointer.push('/');
        pointer.push_str(&key);
        match (member(expected, &key), member(came, &key)) {
            (Some(expected), Some(came)) => {
                if let Some(found) = narrow(expected, came, pointer) {
                    return Some(found);
                }
            }
            only_one => return Some(only_one),
        }
        pointer.truncate(length);
    }
    Some((Some(expected), Some(came)))
}

fn keys(value: &Value) -> Box<dyn Iterator<Item = String> + '_> {
    match value {
        Value::Object(members) => Box::new(members.keys().cloned()),
        Value::Array(items) => Box::new((0..items.len()).map(|index| index.to_string())),
        _ => Box::new(std::iter::empty()),
    }
}

fn member<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    match value {
        Value::Array(items) => items.get(key.parse::<usize>().ok()?),
        other => other.get(key),
    }
}

fn shown(value: Option<&Value>) -> String {
    let Some(value) = value else { return "nothing".to_owned() };
    let text = value.to_string();
    match text.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_difference_is_told_by_its_place() {
        let one = json!({"a": {"b": [1, {"c": "d"}]}, "e": null});
        for (other, told) in [
            (
                json!({"a": {"b": [1, {"c": "x"}]}, "e": null}),
                r#"has "x" at "/a/b/1/c" instead of "d""#,
            ),
            (
                json!({"a": {"b": [1]}, "e": null}),
                r#"has nothing at "/a/b/1" instead of {"c":"d"}"#,
            ),
            (json!({"a": {"b": [1, {"c": "d"}]}}), r#"has nothing at "/e" instead of null"#),
            (json!({"a": {"b": 7}, "e": null}), r#"has nothing at "/a/b/0" instead of 1"#),
            (json!([]), r#"has nothing at "/a" instead of {"b":[1,{"c":"d"}]}"#),
            (json!(3), r#"has nothing at "/a" instead of {"b":[1,{"c":"d"}]}"#),
        ] {
            assert_eq!(difference(&one, &other).unwrap(), format!("the event {told}"));
        }
        assert_eq!(difference(&one, &one), None);
    }

    #[test]
    fn a_long_value_is_cut() {
        let told = difference(&json!("é".repeat(1_000)), &json!(1)).unwrap();
        assert!(told.chars().count() < 200, "{told}");
    }
}
