using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Authoring;

// One file of templates/, and what is used in its place. The text lies beside the log under its digest; ShippedSha256 is that of the
// program's own file at that moment, so that a newer one is noticed.
public sealed record TemplatePublished(Guid TemplateId, string Path, int Version, string Sha256, string ShippedSha256, Guid By) : IFact;

public sealed record ShippedTemplateRestored(Guid TemplateId, string Path, int Version, string ShippedSha256, Guid By) : IFact;
