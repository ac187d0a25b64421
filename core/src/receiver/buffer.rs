use std::mem;

use bytes::Bytes;

/// The body as it comes in: the first chunk as it is, and a buffer only once there is a second.
#[derive(Default)]
pub(super) enum Buffer {
    #[default]
    Empty,
    One(Bytes),
    Many(Vec<u8>),
}

impl Buffer {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Empty => 0,
            Self::One(chunk) => chunk.len(),
            Self::Many(buffer) => buffer.len(),
        }
    }

    /// How many bytes it holds once it has taken `more`, room to grow included.
    ///
    /// Room follows what came, so that a sender that declares a large body and sends a small one is
    /// given room for the small one: it doubles up to what is declared, where each growth may be a
    /// copy; or grows by half up to `limit`, where the end is not known.
    pub(super) fn room_for(&self, more: usize, declared: Option<usize>, limit: usize) -> usize {
        let length = self.len() + more;
        let room = declared.map_or((length + length / 2).min(limit), |end| (2 * length).min(end));
        match self {
            Self::Empty => length,
            Self::Many(buffer) if length <= buffer.capacity() => buffer.capacity(),
            Self::One(_) | Self::Many(_) => room.max(length),
        }
    }

    /// Appends a chunk, in a buffer of `room` bytes if it needs a new one.
    pub(super) fn push(&mut self, chunk: Bytes, room: usize) {
        if chunk.is_empty() {
            return;
        }
        *self = match mem::take(self) {
            Self::Empty => Self::One(chunk),
            Self::One(first) => {
                let mut buffer = Vec::with_capacity(room);
                buffer.extend_from_slice(&first);
                buffer.extend_from_slice(&chunk);
                Self::Many(buffer)
            }
            Self::Many(mut buffer) => {
                buffer.reserve_exact(room.saturating_sub(buffer.len()));
                buffer.extend_from_slice(&chunk);
                Self::Many(buffer)
            }
        };
    }

    /// The whole body, without room to grow.
    pub(super) fn into_bytes(self) -> Bytes {
        match self {
            Self::Empty => Bytes::new(),
            Self::One(chunk) => chunk,
            Self::Many(buffer) => buffer.into_boxed_slice().into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(buffer: &mut Buffer, chunk: impl Into<Bytes>, declared: Option<usize>) -> usize {
        let chunk = chunk.into();
        let room = buffer.room_for(chunk.len(), declared, 1_000_000);
        buffer.push(chunk, room);
        room
    }

    #[test]
    fn a_body_of_one_chunk_is_not_copied() {
        let chunk = Bytes::from(vec![7; 100]);
        let mut buffer = Buffer::default();
        for part in [Bytes::new(), chunk.clone(), Bytes::new()] {
            push(&mut buffer, part, Some(100));
        }
        assert_eq!(buffer.into_bytes().as_ptr(), chunk.as_ptr());
    }

    #[test]
    fn chunks_are_joined_in_their_order() {
        for declared in [None, Some(0), Some(6), Some(1_000)] {
            let mut buffer = Buffer::default();
            for chunk in ["ab", "", "cd", "ef"] {
                push(&mut buffer, chunk, declared);
            }
            assert_eq!(buffer.len(), 6);
            assert_eq!(buffer.into_bytes(), "abcdef");
        }
    }

    #[test]
    fn the_room_said_is_the_room_taken_and_follows_what_came() {
        for declared in [None, Some(1_000_000)] {
            let mut buffer = Buffer::default();
            for _ in 0..1_000 {
                let room = push(&mut buffer, vec![7; 1_000], declared);
                assert!(room >= buffer.len() && room <= 2 * buffer.len());
                if let Buffer::Many(inner) = &buffer {
                    assert_eq!(inner.capacity(), room);
                }
            }
            assert_eq!(push(&mut buffer, "", declared), 1_000_000);
        }
    }

    #[test]
    fn room_doubles_up_to_what_is_declared_or_grows_by_half() {
        for (declared, expected) in [(Some(300), [40, 200, 200, 300]), (None, [40, 150, 150, 337])]
        {
            let mut buffer = Buffer::default();
            let rooms = [40, 60, 50, 75].map(|length| push(&mut buffer, vec![7; length], declared));
            assert_eq!(rooms, expected);
        }
        let mut buffer = Buffer::default();
        push(&mut buffer, vec![7; 300], Some(300));
        assert_eq!(push(&mut buffer, vec![7; 100], Some(300)), 400);
    }
}
