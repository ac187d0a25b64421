//! Only who has a secret is accepted, by the name of that secret.

use arbitrary::{Result, Unstructured};
use kudosity_webhook::SharedSecret;
use kudosity_webhook::authenticate::{Authenticator, Verdict};

use super::super::json::odd;
use super::request::Request;

/// Checks a request that may have a secret in its place.
pub(super) fn check(choices: &mut Unstructured<'_>) -> Result<()> {
    let place = *choices.choose(&[Place::Query, Place::Header, Place::Basic])?;
    let request = place.request(choices)?;
    let accepted = match place.authenticator().head(&request) {
        Verdict::Authentic(by) => Some(by.as_str().to_owned()),
        Verdict::Refused => None,
        other => panic!("{other:?} for {request:?}"),
    };
    let expected = place.expected(&request);
    let expected = expected.map(|nth| format!("secret {} of {}", nth + 1, SECRETS.len()));
    assert_eq!(accepted, expected, "{place:?} of {request:?}");
    Ok(())
}

/// What is accepted. One is the beginning of another.
const SECRETS: [&str; 3] =
    ["an-example-of-a-secret", "an-example-of-b~secret", "an-example-of-a-secret."];

/// Where the secret is expected.
#[derive(Clone, Copy, Debug)]
enum Place {
    Query,
    Header,
    Basic,
}

impl Place {
    fn authenticator(self) -> SharedSecret {
        let [first, second, third] = SECRETS;
        let secret = SharedSecret::new(first)
            .and_then(|secret| secret.or_previous(second))
            .and_then(|secret| secret.or_previous(third));
        let placed = secret.and_then(|secret| match self {
            Self::Query => Ok(secret),
            Self::Header => secret.in_header("x-secret"),
            Self::Basic => secret.in_basic("kudosity"),
        });
        placed.expect("the secrets are good ones")
    }

    fn request(self, choices: &mut Unstructured<'_>) -> Result<Request> {
        let mut request = Request::default();
        match self {
            Self::Query => request.query = Some(query(choices)?),
            Self::Header => request.header = ("x-secret", values(choices, secret_or_else)?),
            Self::Basic => request.header = ("authorization", values(choices, basic)?),
        }
        Ok(request)
    }

    /// Which secret it is that came, if any: the rule, said once more in another way.
    fn expected(self, request: &Request) -> Option<usize> {
        let presented = |nth: &usize| {
            let secret = SECRETS[*nth];
            match (self, &request.header.1[..]) {
                (Self::Query, _) => {
                    let query = request.query.as_deref().unwrap_or_default();
                    parameters(query, b"secret") == [secret.as_bytes()]
                }
                (Self::Header, values) => values == [secret.as_bytes()],
                (Self::Basic, [value]) => {
                    let credentials =
                        base64_simd::STANDARD.encode_to_string(format!("kudosity:{secret}"));
                    let (scheme, rest) = value.split_at_checked(6).unwrap_or_default();
                    scheme.eq_ignore_ascii_case(b"basic ")
                        && rest.trim_ascii() == credentials.as_bytes()
                }
                (Self::Basic, _) => false,
            }
        };
        (0..SECRETS.len()).find(presented)
    }
}

/// A secret, mostly; else one that is altered, or anything.
fn secret_or_else(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut secret = choices.choose(&SECRETS)?.as_bytes().to_vec();
    for _ in 0..choices.int_in_range(0..=2)? {
        let place = choices.choose_index(secret.len().max(1))?;
        match choices.int_in_range(0..=4)? {
            0 => secret.push(choices.arbitrary()?),
            1 => secret.truncate(place),
            2 => secret.extend_from_within(place..),
            3 => secret.iter_mut().skip(place).take(1).for_each(|byte| *byte ^= 0x20),
            _ => secret.iter_mut().skip(place).take(1).for_each(|byte| *byte = b'.'),
        }
    }
    Ok(secret)
}

fn query(choices: &mut Unstructured<'_>) -> Result<String> {
    let mut query = Vec::new();
    for _ in 0..choices.int_in_range(1..=3)? {
        let key: &str = choices.choose(&["secret", "secret", "x", "Secret", "secrets", ""])?;
        encode(choices, key.as_bytes(), &mut query)?;
        if !odd(choices, 16)? {
            query.push(b'=');
        }
        let value = secret_or_else(choices)?;
        encode(choices, &value, &mut query)?;
        query.extend(
            choices
                .choose(&["", "&", "&", "&&", ";", "=", "%", "%2", "%zz", "+", "#", " "])?
                .bytes(),
        );
    }
    Ok(String::from_utf8_lossy(&query).into_owned())
}

/// Writes the bytes, some of them percent-encoded.
fn encode(choices: &mut Unstructured<'_>, bytes: &[u8], out: &mut Vec<u8>) -> Result<()> {
    let every = choices.int_in_range(0..=4)?;
    for (place, byte) in bytes.iter().enumerate() {
        match (every > 0 && place % 5 < every).then(|| choices.int_in_range(0..=3)).transpose()? {
            Some(1) => out.extend(format!("%{byte:02x}").bytes()),
            Some(2) => out.extend(format!("%{byte:02X}").bytes()),
            _ => out.push(*byte),
        }
    }
    Ok(())
}

/// One value of a header, mostly.
fn values(
    choices: &mut Unstructured<'_>,
    value: fn(&mut Unstructured<'_>) -> Result<Vec<u8>>,
) -> Result<Vec<Vec<u8>>> {
    let count = *choices.choose(&[1, 1, 1, 1, 2, 0])?;
    (0..count).map(|_| value(choices)).collect()
}

fn basic(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let scheme: &str =
        choices.choose(&["Basic ", "basic ", "BASIC  ", "Basic", "Bearer ", "", "Basic\t"])?;
    let user: &str =
        choices.choose(&["kudosity:", "kudosity:", "Kudosity:", "kudosity", ":", "kudosity::"])?;
    let credentials = [user.as_bytes(), &secret_or_else(choices)?].concat();
    let encoded = match choices.int_in_range(0..=5)? {
        0 => base64_simd::URL_SAFE.encode_to_string(credentials),
        1 => base64_simd::STANDARD_NO_PAD.encode_to_string(credentials),
        _ => base64_simd::STANDARD.encode_to_string(credentials),
    };
    let tail: &str = choices.choose(&["", "", " ", "=", "QQ==", "\t"])?;
    let mut value = format!("{scheme}{encoded}{tail}").into_bytes();
    if odd(choices, 4)? && !value.is_empty() {
        let place = choices.choose_index(value.len())?;
        value[place] = choices.arbitrary()?;
    }
    Ok(value)
}

/// The values of all parameters of that name, decoded.
fn parameters(query: &str, name: &[u8]) -> Vec<Vec<u8>> {
    let pairs = query.split('&').map(|pair| match pair.find('=') {
        Some(place) => (decoded(&pair[..place]), decoded(&pair[place + 1..])),
        None => (decoded(pair), Vec::new()),
    });
    pairs.filter(|(key, _)| key == name).map(|(_, value)| value).collect()
}

/// Percent-decoded; what is no encoding stands for itself.
fn decoded(text: &str) -> Vec<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let mut decoded = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        let byte = match after {
            [high, low, behind @ ..] if *first == b'%' => {
                digit(high).zip(digit(low)).map(|(high, low)| {
                    rest = behind;
                    (high * 16 + low) as u8
                })
            }
            _ => None,
        };
        decoded.push(byte.unwrap_or(*first));
    }
    decoded
}
