using UseIt.Marketplace.Shared;

namespace UseIt.Marketplace.Support;

public sealed class SupportModule : Module;
