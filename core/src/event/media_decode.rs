use std::io::{self, Write};

use super::MediaContent;

/// How many characters of base64 are decoded at once: 48 KiB of content.
const CHUNK: usize = 64 * 1024;

/// How many characters are enough to tell what kind of content it is.
const HEAD: usize = 512;

/// Stands for a character that is no single byte of text, and is not base64.
const NO_LETTER: u8 = 0;

/// Why content could not be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MediaError {
    /// What came is not base64.
    #[error("the media content is not base64")]
    NotBase64,
    /// The writer that was to take the content failed.
    #[error("the media content could not be written")]
    Write(#[source] io::Error),
}

impl MediaContent {
    /// The content.
    ///
    /// Padding may be absent, and white space is passed over.
    ///
    /// # Errors
    ///
    /// [`MediaError::NotBase64`].
    pub fn decode(&self) -> Result<Vec<u8>, MediaError> {
        let mut content = Vec::with_capacity(self.decoded_len());
        self.decode_to(&mut content)?;
        Ok(content)
    }

    /// Writes the content, in no more memory than a chunk of it takes.
    ///
    /// What is before a fault has been written when the fault is found.
    ///
    /// # Errors
    ///
    /// [`MediaError::NotBase64`], and [`MediaError::Write`] if the writer fails.
    pub fn decode_to(&self, writer: &mut impl Write) -> Result<(), MediaError> {
        let mut letters = Letters::of(self);
        let mut chunk = Vec::with_capacity(CHUNK.min(self.text.len()));
        let mut padded = false;
        loop {
            letters.fill(&mut chunk, CHUNK);
            if chunk.is_empty() {
                return Ok(());
            }
            if padded {
                return Err(MediaError::NotBase64);
            }
            padded = chunk.ends_with(b"=");
            let content = base64_simd::forgiving_decode_inplace(&mut chunk)
                .map_err(|_| MediaError::NotBase64)?;
            writer.write_all(content).map_err(MediaError::Write)?;
        }
    }

    /// How long the content is, if it is base64: a look at every character, but no copy.
    pub fn decoded_len(&self) -> usize {
        let letters = Letters::of(self).filter(|letter| *letter != b'=').count();
        letters / 4 * 3 + (letters % 4).saturating_sub(1)
    }

    /// What kind of content it seems to be by its first bytes, such as `image/jpeg`.
    ///
    /// The provider says none, and the sender could have written these bytes: it is a guess to sort
    /// by, and no promise that the content is harmless.
    pub fn media_type(&self) -> Option<&'static str> {
        let mut head = Vec::with_capacity(HEAD);
        Letters::of(self).fill(&mut head, HEAD);
        let content = base64_simd::forgiving_decode_to_vec(&head).ok()?;
        infer::get(&content).map(|kind| kind.mime_type())
    }
}

/// The characters of base64 text without its JSON escapes and white space.
struct Letters<'a> {
    bytes: std::slice::Iter<'a, u8>,
    escaped: bool,
}

impl<'a> Letters<'a> {
    fn of(content: &'a MediaContent) -> Self {
        Self { bytes: content.text.iter(), escaped: content.escaped }
    }

    /// Puts as many into the chunk as there are, up to the limit.
    fn fill(&mut self, chunk: &mut Vec<u8>, limit: usize) {
        chunk.clear();
        chunk.extend(self.by_ref().take(limit));
    }

    /// The character behind a backslash.
    fn unescape(&mut self) -> Option<u8> {
        match self.bytes.next()? {
            b'n' | b'r' | b't' | b'f' => Some(b' '),
            b'b' => Some(NO_LETTER),
            b'u' => {
                let code = self.bytes.by_ref().take(4).try_fold(0, |code, digit| {
                    Some(code * 16 + char::from(*digit).to_digit(16)?)
                })?;
                Some(u8::try_from(code).ok().filter(u8::is_ascii).unwrap_or(NO_LETTER))
            }
            other => Some(*other),
        }
    }
}

impl Iterator for Letters<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        loop {
            let letter = match *self.bytes.next()? {
                b'\\' if self.escaped => self.unescape()?,
                plain => plain,
            };
            if !letter.is_ascii_whitespace() {
                return Some(letter);
            }
        }
    }
}
