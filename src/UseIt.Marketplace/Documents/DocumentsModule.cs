using UseIt.Marketplace.Shared;

namespace UseIt.Marketplace.Documents;

public sealed class DocumentsModule : Module;
