use std::cmp::Reverse;

use percent_encoding::percent_decode_str;

use super::{Request, Target};

/// What is shorter is no secret, and stands in any text.
const SHORTEST: usize = 4;

impl Target {
    /// The text with `[secret]` for whatever it repeats of what may be secret in a delivery: the values
    /// of the query, as they are written and decoded, the user and the password, as they are and as
    /// Basic credentials, and the values of the headers that were added.
    ///
    /// A server may repeat in its answer what it was sent. A value of fewer than four bytes is left.
    ///
    /// # Examples
    ///
    /// ```
    /// use kudosity_webhook_simulator::client::Target;
    ///
    /// let target: Target = "http://localhost/hooks?secret=not%2Dshown".parse()?;
    /// assert_eq!(target.redact("no route: /hooks?secret=not-shown"), "no route: /hooks?secret=[secret]");
    /// assert_eq!(target.redact("not acceptable"), "not acceptable");
    /// # Ok::<(), kudosity_webhook_simulator::client::TargetError>(())
    /// ```
    pub fn redact(&self, text: &str) -> String {
        Secrets::of(self).redact(text)
    }
}

/// Texts that must not be shown.
pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    /// Those of every delivery to a target.
    pub(crate) fn of(target: &Target) -> Self {
        let mut secrets = Self(Vec::new());
        secrets.add_query(target.query());
        if let Some((user, password)) = target.user_info() {
            let basic = base64_simd::STANDARD.encode_to_string(format!("{user}:{password}"));
            secrets.0.extend([user.to_owned(), password.to_owned(), basic]);
        }
        for (_, value) in target.headers() {
            secrets.add_header(&String::from_utf8_lossy(value.as_bytes()));
        }
        secrets
    }

    /// Those of one request too: a wrong secret may be the right one but for a character.
    pub(crate) fn and_of(mut self, request: &Request) -> Self {
        self.add_query(request.query());
        let plain = Request::delivery("/", "");
        let is_plain =
            |name: &str| plain.headers().iter().any(|(it, _)| it.eq_ignore_ascii_case(name));
        for (_, value) in request.headers().iter().filter(|(name, _)| !is_plain(name)) {
            self.add_header(value);
        }
        self
    }

    /// This one too.
    pub(crate) fn and(mut self, secret: Option<&str>) -> Self {
        self.0.extend(secret.map(str::to_owned));
        self
    }

    pub(crate) fn redact(&self, text: &str) -> String {
        let mut secrets: Vec<_> = self.0.iter().filter(|it| it.len() >= SHORTEST).collect();
        // One may be a part of another.
        secrets.sort_by_key(|secret| Reverse(secret.len()));
        secrets.into_iter().fold(text.to_owned(), |text, it| text.replace(it, "[secret]"))
    }

    fn add_query(&mut self, query: Option<&str>) {
        for pair in query.into_iter().flat_map(|query| query.split('&')) {
            let value = pair.split_once('=').map_or(pair, |(_, value)| value);
            let spaced = value.replace('+', " ");
            self.0.extend([value.to_owned(), decoded(value), decoded(&spaced)]);
        }
    }

    fn add_header(&mut self, value: &str) {
        // A server may repeat the credentials without their scheme.
        let credentials = value.split_once(' ').map(|(_, rest)| rest.trim().to_owned());
        self.0.extend(credentials.into_iter().chain([value.to_owned()]));
    }
}

fn decoded(value: &str) -> String {
    percent_decode_str(value).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_what_may_be_secret_is_redacted() {
        let target =
            Target::parse("http://user:p%40ssword@h/?a=one%2Dvalue&b=two+words&bare-value&v=1");
        let target = target.unwrap().with_header("X-Key: key-value").unwrap();
        let target = target.with_header("authorization: Bearer token-value").unwrap();
        for secret in [
            "one%2Dvalue",
            "one-value",
            "two+words",
            "two words",
            "bare-value",
            "user",
            "p@ssword",
            "dXNlcjpwQHNzd29yZA==",
            "key-value",
            "Bearer token-value",
            "token-value",
        ] {
            let text = format!("it has {secret}, twice: {secret}.");
            assert_eq!(target.redact(&text), "it has [secret], twice: [secret].", "{secret}");
        }
        for text in ["1 is short", "another-value", ""] {
            assert_eq!(target.redact(text), text);
        }
    }
}
