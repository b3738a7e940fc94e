package dev.stagedoor.storage.network;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Finds the addresses of a host. */
@FunctionalInterface
interface NameService {
    /** The name service of the system, which remembers answers for some seconds. */
    NameService SYSTEM = InetAddress::getAllByName;

    InetAddress[] lookup(String name) throws UnknownHostException;
}
