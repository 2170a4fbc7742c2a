using UseIt.Marketplace.Shared;

namespace UseIt.Marketplace.Enterprises;

public sealed class EnterprisesModule : Module;
