use kudosity_webhook::event::{Media, MediaContent};

use super::Dice;

/// The media of an MMS: a real picture, in a file of any size.
///
/// Its few pixels are followed by as much of a comment as its size needs, which every reader of
/// pictures passes over.
///
/// # Examples
///
/// ```
/// use kudosity_webhook::event::Channel;
/// use kudosity_webhook_simulator::provider::{Picture, Provider};
///
/// let picture = Picture::jpeg(300_000);
/// let mms = Provider::seeded(1).inbound(Channel::Mms).media([picture]).event();
/// let media = &mms.inbound().expect("it is a message").media[0];
/// assert_eq!(media.content.media_type(), Some("image/jpeg"));
/// assert_eq!(media.content.decode()?, picture.bytes());
/// # Ok::<(), kudosity_webhook::event::MediaError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picture {
    kind: Kind,
    size: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Png,
    Jpeg,
    Gif,
}

impl Picture {
    /// No picture is smaller, in bytes.
    pub const SMALLEST: usize = 256;

    /// A PNG of so many bytes, at least [`SMALLEST`](Self::SMALLEST).
    pub fn png(size: usize) -> Self {
        Self::new(Kind::Png, size)
    }

    /// A JPEG of so many bytes, at least [`SMALLEST`](Self::SMALLEST).
    pub fn jpeg(size: usize) -> Self {
        Self::new(Kind::Jpeg, size)
    }

    /// A GIF of so many bytes, at least [`SMALLEST`](Self::SMALLEST).
    pub fn gif(size: usize) -> Self {
        Self::new(Kind::Gif, size)
    }

    fn new(kind: Kind, size: usize) -> Self {
        Self { kind, size: size.max(Self::SMALLEST) }
    }

    /// A small picture of any kind.
    pub(super) fn made_up(dice: &mut Dice) -> Self {
        let kind = dice.weighted(&[(2, Kind::Jpeg), (1, Kind::Png), (1, Kind::Gif)]);
        Self::new(kind, dice.within(300..=1_500) as usize)
    }

    /// The file. Pictures of one kind and size are the same.
    pub fn bytes(self) -> Vec<u8> {
        let (front, end) = self.kind.halves();
        let mut file = Vec::with_capacity(self.size);
        file.extend_from_slice(front);
        let fill = self.size - front.len() - end.len();
        self.kind.comment(fill, &mut Dice::seeded(self.size as u64), &mut file);
        file.extend_from_slice(end);
        file
    }

    fn name(self) -> String {
        let extension = match self.kind {
            Kind::Png => "png",
            Kind::Jpeg => "jpg",
            Kind::Gif => "gif",
        };
        format!("IMG {}.{extension}", self.size)
    }
}

impl From<Picture> for Media {
    fn from(picture: Picture) -> Self {
        let mut media = Self::default();
        media.name = Some(picture.name().into());
        media.content = MediaContent::encode(picture.bytes());
        media
    }
}

impl Kind {
    /// A small file of the kind, parted where comments may stand.
    fn halves(self) -> (&'static [u8], &'static [u8]) {
        let file: &[u8] = match self {
            Self::Png => include_bytes!("../../samples/picture.png"),
            Self::Jpeg => include_bytes!("../../samples/picture.jpg"),
            Self::Gif => include_bytes!("../../samples/picture.gif"),
        };
        let at = match self {
            Self::Png => file.len().saturating_sub("\0\0\0\0IEND\0\0\0\0".len()),
            Self::Jpeg => b"\xff\xd8".len(),
            Self::Gif => file.len().saturating_sub(";".len()),
        };
        file.split_at_checked(at).unwrap_or((file, &[]))
    }

    /// A comment that takes so many bytes, its own marks included.
    fn comment(self, size: usize, dice: &mut Dice, file: &mut Vec<u8>) {
        match self {
            Self::Png => {
                // Lower case, but for the third letter: a chunk that readers may pass over.
                let mut chunk = b"noTe".to_vec();
                chunk.extend(noise(size - 12, dice));
                file.extend(((size - 12) as u32).to_be_bytes());
                file.extend_from_slice(&chunk);
                file.extend(crc32fast::hash(&chunk).to_be_bytes());
            }
            Self::Jpeg => portions(size, 4, 2 + 0xffff).for_each(|portion| {
                file.extend([0xff, 0xfe]);
                file.extend(((portion - 2) as u16).to_be_bytes());
                file.extend(noise(portion - 4, dice));
            }),
            Self::Gif => {
                file.extend([0x21, 0xfe]);
                portions(size - 3, 2, 1 + 0xff).for_each(|portion| {
                    file.push((portion - 1) as u8);
                    file.extend(noise(portion - 1, dice));
                });
                file.push(0);
            }
        }
    }
}

/// Bytes that do not compress, as those of a photo do not.
fn noise(size: usize, dice: &mut Dice) -> Vec<u8> {
    let mut bytes = vec![0; size];
    dice.fill(&mut bytes);
    bytes
}

/// A size in portions of at least `least` and at most `most`, if it is at least `least`.
fn portions(size: usize, least: usize, most: usize) -> impl Iterator<Item = usize> {
    let mut left = size;
    std::iter::from_fn(move || {
        let rest = left.saturating_sub(most);
        let portion = if (1..least).contains(&rest) { most - least } else { left - rest };
        left -= portion;
        (portion > 0).then_some(portion)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left behind the comment's blocks, by the lengths that they say.
    fn behind_comment(kind: Kind, mut file: &[u8]) -> &[u8] {
        match kind {
            Kind::Png => {
                let length = u32::from_be_bytes(file[..4].try_into().unwrap()) as usize;
                let (chunk, sum) = (&file[4..8 + length], &file[8 + length..12 + length]);
                assert!(chunk.starts_with(b"noTe") && crc32fast::hash(chunk).to_be_bytes() == sum);
                &file[12 + length..]
            }
            Kind::Jpeg => {
                while let [0xff, 0xfe, high, low, ..] = file {
                    file = &file[2 + usize::from(u16::from_be_bytes([*high, *low]))..];
                }
                file
            }
            Kind::Gif => {
                file = file.strip_prefix(b"\x21\xfe").unwrap();
                while file[0] != 0 {
                    file = &file[1 + usize::from(file[0])..];
                }
                &file[1..]
            }
        }
    }

    #[test]
    fn a_picture_of_any_size_is_a_whole_file_with_a_comment() {
        let around_blocks = [65_795, 65_796, 65_797, 131_213, 131_214, 131_215, 131_216, 1_000_000];
        for size in (256..800).chain(around_blocks) {
            for kind in [Kind::Png, Kind::Jpeg, Kind::Gif] {
                let (file, (front, end)) = (Picture::new(kind, size).bytes(), kind.halves());
                assert_eq!(file.len(), size);
                let rest = file.strip_prefix(front).unwrap();
                assert_eq!(behind_comment(kind, rest), end, "{kind:?} of {size}");
            }
        }
    }

    #[test]
    fn no_picture_is_smaller_than_the_smallest() {
        for picture in [Picture::png(0), Picture::jpeg(1), Picture::gif(255)] {
            assert_eq!(picture.bytes().len(), Picture::SMALLEST);
        }
    }

    #[test]
    fn a_size_is_parted_without_a_rest_that_is_too_small() {
        for size in 2..50 {
            let portions: Vec<usize> = portions(size, 2, 7).collect();
            assert!(portions.iter().all(|portion| (2..=7).contains(portion)), "{portions:?}");
            assert_eq!(portions.iter().sum::<usize>(), size);
        }
        assert_eq!(portions(0, 2, 7).count(), 0);
    }
}
