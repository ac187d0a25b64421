//! Rich content: what a WhatsApp or RCS message holds beside its text.

// One of the kinds, or whatever else came.
mod content;
// The kinds.
mod attachment;
mod button;
mod contact;
mod image;
mod location;
mod reaction;
mod reply;
mod text_content;

pub use attachment::Attachment;
pub use button::Button;
pub use contact::{Contact, ContactEmail, ContactName, ContactPhone};
pub use content::Content;
pub use image::Image;
pub use location::Location;
pub use reaction::Reaction;
pub use reply::Reply;
pub use text_content::TextContent;
