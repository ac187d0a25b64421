use std::mem;

use bytes::{Bytes, BytesMut};

/// The body as it comes in: the first chunk as it is, and a buffer only once there is a second.
#[derive(Default)]
pub(super) enum Buffer {
    #[default]
    Empty,
    One(Bytes),
    Many(BytesMut),
}

impl Buffer {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Empty => 0,
            Self::One(chunk) => chunk.len(),
            Self::Many(buffer) => buffer.len(),
        }
    }

    /// Appends a chunk; `declared_length` is how much room to make when the second one comes.
    pub(super) fn push(&mut self, chunk: Bytes, declared_length: Option<usize>) {
        if chunk.is_empty() {
            return;
        }
        *self = match mem::take(self) {
            Self::Empty => Self::One(chunk),
            Self::One(first) => {
                let length = first.len() + chunk.len();
                let room = declared_length.unwrap_or(0).max(length);
                let mut buffer = BytesMut::with_capacity(room);
                buffer.extend_from_slice(&first);
                buffer.extend_from_slice(&chunk);
                Self::Many(buffer)
            }
            Self::Many(mut buffer) => {
                buffer.extend_from_slice(&chunk);
                Self::Many(buffer)
            }
        };
    }

    pub(super) fn into_bytes(self) -> Bytes {
        match self {
            Self::Empty => Bytes::new(),
            Self::One(chunk) => chunk,
            Self::Many(buffer) => buffer.freeze(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_of_one_chunk_is_not_copied() {
        let chunk = Bytes::from(vec![7; 100]);
        let mut buffer = Buffer::default();
        buffer.push(Bytes::new(), Some(100));
        buffer.push(chunk.clone(), Some(100));
        buffer.push(Bytes::new(), Some(100));
        assert_eq!(buffer.into_bytes().as_ptr(), chunk.as_ptr());
    }

    #[test]
    fn chunks_are_joined_in_their_order() {
        for declared_length in [None, Some(0), Some(6), Some(100)] {
            let mut buffer = Buffer::default();
            for chunk in ["ab", "", "cd", "ef"] {
                buffer.push(Bytes::from(chunk), declared_length);
            }
            assert_eq!(buffer.len(), 6);
            assert_eq!(buffer.into_bytes(), "abcdef");
        }
    }
}
